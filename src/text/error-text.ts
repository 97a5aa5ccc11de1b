/** The text of a caught error. Any value may be thrown, also one that is no error. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same for members. Messages of the file system name paths, which are for operators: its codes serve instead. */
export function causeText(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "the server's log says why";
}
