/** What a caught error says. Anything may be thrown, also what is no error. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
