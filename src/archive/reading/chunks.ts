/** The bytes of a file, piece by piece, and what the readers of them share. */
import { closeSync, openSync, readSync } from "node:fs";
import type { Fields } from "../../config/document.ts";

export interface FoundObject {
  readonly value: Fields;
  /** Where it begins; counts from 1. */
  readonly line: number;
}

/** Is told what was not as it should be. */
export interface Watch {
  repaired(reason: string, line: number): void;
  /** @param raw the text that was left out, or its beginning */
  skipped(reason: string, line: number, raw: string): void;
}

const chunkBytes = 1024 * 1024;
/** Bytes of a line or element. No server made such a long one, and it would have to be in memory. */
export const mostBytes = 32 * 1024 * 1024;
/** Bytes that are kept of a longer one. */
export const keptBytes = 1024;

export const lineFeed = 0x0a;
export const openBracket = 0x5b;

export type Chunks = Generator<Buffer, void>;

/** @throws Error if the file can't be read */
export function* chunksOf(path: string): Chunks {
  const file = openSync(path, "r");
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const length = readSync(file, chunk, 0, chunkBytes, null);
      if (length === 0) return;
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

export function* joined(head: Buffer, rest: Chunks): Chunks {
  yield head;
  yield* rest;
}

export const isBlank = (byte: number) => byte === 0x20 || byte === lineFeed || byte === 0x0d || byte === 0x09;

export const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function isUtf8(bytes: Buffer): boolean {
  try {
    strictUtf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
