/** The text of a caught error. Any value may be thrown, also one that is no error. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same for members. Messages of the file system name paths, which are for operators: its codes serve instead. */
export function causeText(error: unknown): string {
  return errorCode(error) ?? "the server's log says why";
}

/** The code of an error of the system or of a library (`ENOENT`), or null. */
export function errorCode(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" ? code : null;
}
