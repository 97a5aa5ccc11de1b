/** Files on their way in: bytes are written as they come, into a folder that is emptied at the start. */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { type FileHandle, open, rm, stat } from "node:fs/promises";
import { join } from "node:path";

export interface IncomingFile {
  readonly path: string;
  /** Bytes so far. */
  readonly size: number;
  /** Resolves when the bytes are written, so that a sender is read no faster than the disk writes. */
  write(bytes: Uint8Array): Promise<void>;
  /** No more bytes come. The file stays until it is moved or `discard`ed. */
  close(): Promise<void>;
  discard(): Promise<void>;
}

export interface IncomingFolder {
  /** A new file, or with the name of an earlier one the bytes behind those that it has. */
  open(name?: string): Promise<IncomingFile>;
  /** Bytes that came of this file; 0 if there is none. */
  sizeOf(name: string): Promise<number>;
  remove(name: string): Promise<void>;
}

/** Bytes that wait in memory for a write: small pieces are written together. */
const pieceBytes = 64 * 1024;

/**
 * @param folder is made when it is missing
 * @param keeps names of files of an earlier run that somebody may continue; all others are removed
 */
export function openIncoming(folder: string, keeps: (name: string) => boolean = () => false): IncomingFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) {
    if (!keeps(name)) rmSync(join(folder, name), { force: true, recursive: true });
  }
  return {
    async open(name = crypto.randomUUID()) {
      const path = join(folder, name);
      const handle = await open(path, "a", 0o600);
      return incomingFile(path, handle, (await handle.stat()).size);
    },
    async sizeOf(name) {
      return (await stat(join(folder, name)).catch(() => null))?.size ?? 0;
    },
    remove: (name) => rm(join(folder, name), { force: true }),
  };
}

function incomingFile(path: string, handle: FileHandle, before: number): IncomingFile {
  let size = before;
  let isOpen = true;
  const piece = Buffer.allocUnsafe(pieceBytes);
  let used = 0;

  async function writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.byteLength; ) {
      at += (await handle.write(bytes, at, bytes.byteLength - at)).bytesWritten;
    }
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
    async discard() {
      if (isOpen) {
        isOpen = false;
        await handle.close();
      }
      await rm(path, { force: true });
    },
  };
}
