/** Why the server can't start, in one line for the person who started it. Anything else thrown is a bug. */
export class StartError extends Error {
  override readonly name = "StartError";
}
