/** A file that people edit: its text, or why it has none, and how its states are told apart. */
import { type BigIntStats, readFileSync, statSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { Problem } from "./document.ts";

export type FileText = { readonly text: string } | { readonly problem: Problem };

const mebibyte = 1024 * 1024;
/** Bytes of a file: reading a larger one would stop the server for long. */
export const largestFile = 64 * mebibyte;

/**
 * @param most bytes that are read
 * @throws Error when it is not there or can't be read
 */
export async function readText(path: string, most = largestFile): Promise<FileText> {
  const { size } = await stat(path);
  return size > most ? tooLarge : decode(await readFile(path));
}

/** The same at once, for the start. */
export function readTextNow(path: string): FileText {
  return statSync(path).size > largestFile ? tooLarge : decode(readFileSync(path));
}

const tooLarge: FileText = {
  problem: { line: null, reason: `the file is larger than ${largestFile / mebibyte} MiB` },
};

/**
 * Reading as "utf8" would replace invalid bytes by U+FFFD, and the server would take those over. JSON holds no zero
 * bytes; they show UTF-16. A byte order mark stays in the text.
 */
function decode(bytes: Uint8Array): FileText {
  const zero = bytes.indexOf(0);
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return zero < 0 ? { text } : notUtf8(bytes.subarray(0, zero));
  } catch {
    const mended = Buffer.from(Buffer.from(bytes).toString("utf8"));
    return notUtf8(
      bytes.subarray(
        0,
        bytes.findIndex((byte, index) => byte !== mended[index]),
      ),
    );
  }
}

/** @param good what stands before the first bad byte */
function notUtf8(good: Uint8Array): FileText {
  let line = 1;
  for (const byte of good) if (byte === 0x0a) line++;
  return { problem: { line, reason: "not UTF-8: save it as UTF-8" } };
}

/** Differs between any two states of a file, however it was written. */
export function signature({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}
