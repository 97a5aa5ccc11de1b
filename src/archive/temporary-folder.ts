/** Folders for databases that only the command at hand reads. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TemporaryFolder {
  readonly path: string;
  /**
   * For when all files in it are open: removes their names, so that nothing is left however the process ends. Elsewhere
   * than on Linux it does nothing: SQLite on macOS takes a file without a name for a damaged one.
   */
  unlink(): void;
  /** For when no file in it is open any more. */
  remove(): void;
}

export function temporaryFolder(prefix: string): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), prefix));
  const remove = () => rmSync(path, { recursive: true, force: true });
  return { path, unlink: process.platform === "linux" ? remove : () => {}, remove };
}
