/** The text of a caught error. Any value may be thrown, also one that is no error. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
