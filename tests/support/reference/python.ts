/** JSON as Python's `json.dump` writes it: everything but ASCII is escaped. */
export function asPython(value: unknown, indent?: number): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value, null, indent).replace(/[\u0080-\uffff]/g, escaped);
}
