import { statSync } from "node:fs";
import { errorCode } from "../text/error-text.ts";
import { CommandError } from "./command-error.ts";

/** Whether there is such a file or folder. @throws CommandError when this user may not look */
export function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw new CommandError(
      `${path} can't be looked at (${String(code)}); run the command as the user that the server runs as`,
      "failed",
    );
  }
}
