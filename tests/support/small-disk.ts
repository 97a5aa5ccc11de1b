/** Places for data where space runs out. */
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "./server.ts";

/** A place for data where space can run out while the server runs. */
export interface Disk {
  readonly folder: string;
  /** While the server with this process id runs. */
  fill(pid: number): void;
  /** The same, or after it ended (null). */
  free(pid: number | null): void;
  /** Leaves no space for a start; returns a command to start the server through. */
  fillBefore(): readonly string[];
  /** Leaves so many bytes; null where what is free can't be told. */
  readonly leave: ((bytes: number) => void) | null;
  remove(): void;
}

/** Runs a command that says nothing. */
export function succeeds(...command: string[]): boolean {
  return Bun.spawnSync(command, { stdout: "ignore", stderr: "ignore" }).exitCode === 0;
}

/** A small file system in memory: a disk that is really full (ENOSPC). Only root may mount it. */
export function smallDisk(size = "4m"): Disk | null {
  const folder = newFolder();
  if (!succeeds("mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder)) {
    rmSync(folder, { recursive: true });
    return null;
  }
  const ballast = join(folder, "ballast");
  function fill(): void {
    for (const size of [65_536, 1]) {
      try {
        for (;;) writeFileSync(ballast, Buffer.alloc(size), { flag: "a" });
      } catch {
        // Full to the last block, then to the last byte.
      }
    }
  }
  return {
    folder,
    fill,
    free: () => rmSync(ballast),
    fillBefore() {
      fill();
      return [];
    },
    leave(bytes) {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize - bytes));
    },
    remove() {
      succeeds("umount", folder);
      rmSync(folder, { recursive: true });
    },
  };
}
