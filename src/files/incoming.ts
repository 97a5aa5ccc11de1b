/** Files on their way in: bytes are written as they come, into a folder of their own. */
import { mkdirSync } from "node:fs";
import { type FileHandle, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

export interface IncomingFile {
  readonly path: string;
  /** Bytes so far. */
  readonly size: number;
  /** Resolves when the bytes are written, so that a sender is read no faster than the disk writes. */
  write(bytes: Uint8Array): Promise<void>;
  /** No more bytes come. The file stays until it is moved or `discard`ed. */
  close(): Promise<void>;
  /** No more bytes come for now: somebody may `open` it again. */
  leave(): Promise<void>;
  discard(): Promise<void>;
}

export interface IncomingFolder {
  /**
   * A new file, or with the name of an earlier one the bytes behind those that it has.
   *
   * @param name letters, digits and hyphens
   */
  open(name?: string): Promise<IncomingFile>;
  /** Bytes that came of this file; 0 if there is none. */
  sizeOf(name: string): Promise<number>;
  /** Removes a file that nobody has open. */
  remove(name: string): Promise<void>;
  /** Removes all files but those that are open and those of these names. */
  sweep(names: ReadonlySet<string>): Promise<void>;
}

/** Bytes that wait in memory for a write: small pieces are written together. */
const pieceBytes = 64 * 1024;
/**
 * Bytes that are brought to the disk together. All of a large file at its end would keep the database waiting, whose
 * commits need the same disk.
 */
const syncBytes = 512 * 1024;

/** @param folder is made when it is missing */
export function openIncoming(folder: string): IncomingFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const inUse = new Set<string>();
  return {
    async open(name = crypto.randomUUID()) {
      inUse.add(name);
      try {
        const path = join(folder, name);
        const handle = await open(path, "a", 0o600);
        return incomingFile(path, handle, (await handle.stat()).size, () => inUse.delete(name));
      } catch (error) {
        inUse.delete(name);
        throw error;
      }
    },
    async sizeOf(name) {
      return (await stat(join(folder, name)).catch(() => null))?.size ?? 0;
    },
    async remove(name) {
      await rm(join(folder, name), { force: true });
    },
    async sweep(names) {
      for (const entry of await readdir(folder)) {
        // What is made of a file has its name with an ending.
        const name = entry.split(".")[0] ?? "";
        if (!inUse.has(name) && !names.has(name))
          await rm(join(folder, entry), { force: true, recursive: true });
      }
    },
  };
}

function incomingFile(path: string, handle: FileHandle, before: number, left: () => void): IncomingFile {
  let size = before;
  let isOpen = true;
  const piece = Buffer.allocUnsafe(pieceBytes);
  let used = 0;
  let unsynced = 0;

  async function writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.byteLength; ) {
      at += (await handle.write(bytes, at, bytes.byteLength - at)).bytesWritten;
    }
    unsynced += bytes.byteLength;
    if (unsynced < syncBytes) return;
    unsynced = 0;
    await handle.datasync();
  }

  async function flush(): Promise<void> {
    const bytes = piece.subarray(0, used);
    used = 0;
    await writeAll(bytes);
  }

  async function close(): Promise<void> {
    if (!isOpen) return;
    isOpen = false;
    try {
      await flush();
    } finally {
      await handle.close();
    }
  }

  return {
    path,
    get size() {
      return size;
    },
    async write(bytes) {
      size += bytes.byteLength;
      if (used + bytes.byteLength > pieceBytes) await flush();
      if (bytes.byteLength > pieceBytes) return writeAll(bytes);
      piece.set(bytes, used);
      used += bytes.byteLength;
    },
    close,
    async leave() {
      await close();
      left();
    },
    async discard() {
      if (isOpen) {
        isOpen = false;
        await handle.close();
      }
      await rm(path, { force: true });
      left();
    },
  };
}
