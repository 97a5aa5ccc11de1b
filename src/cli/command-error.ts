/** An error of a command: one line for people, and a code for programs. */
export class CommandError extends Error {
  /** A code of docs/protocol/errors.md, or `usage`, `refused`, `failed`, `not_running`, `no_data_folder`. */
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** Errors without a code of their own are `failed`. Codes of the file system are no part of the answer. */
export function codeOf(error: unknown): string {
  if (error instanceof CommandError) return error.code;
  const code = error instanceof TypeError && "code" in error ? String(error.code) : "";
  return code.startsWith("ERR_PARSE_ARGS") ? "usage" : "failed";
}
