import { statSync } from "node:fs";
import { CommandError } from "./command-error.ts";

/** Whether there is such a file or folder. @throws CommandError when this user may not look */
export function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw new CommandError(
      `${path} can't be looked at (${String(code)}); run the command as the user that the server runs as`,
      "failed",
    );
  }
}
