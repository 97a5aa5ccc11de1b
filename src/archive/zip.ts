/** Makes a zip file of a folder (PKWARE APPNOTE 6.3). Files of any size pass through in pieces. */
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";

/** Bytes that the format without its extension for large files can hold. */
const most = 0xffffffff;
const mostEntries = 0xffff;
const pieceBytes = 256 * 1024;
const deflated = 8;
/** Names are UTF-8. */
const utf8 = 1 << 11;
/** 1 January 1980, 0:00: the first day of the format. The same content gives the same bytes. */
const firstDay = 0x21;

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

/**
 * @param file is there only when it is whole
 * @throws Error with one line for people, when it would have more than 4 GB or 65,535 files
 */
export async function zipFolder(folder: string, file: string): Promise<void> {
  const temporary = `${file}.unfinished`;
  const output = openSync(temporary, "w", 0o600);
  try {
    const entries: Entry[] = [];
    let end = 0;
    for (const name of filesIn(folder)) {
      const entry = await addEntry(output, end, name, join(folder, name));
      entries.push(entry);
      end += 30 + entry.name.length + entry.packed;
      if (end > most || entry.size > most || entries.length > mostEntries) {
        throw new Error("The data is too much for a zip file; use `export` for the whole server");
      }
    }
    writeDirectory(output, end, entries);
    fsyncSync(output);
    closeSync(output);
    renameSync(temporary, file);
  } catch (error) {
    closeQuietly(output);
    rmSync(temporary, { force: true });
    throw error;
  }
}

function closeQuietly(file: number): void {
  try {
    closeSync(file);
  } catch {
    // It was closed before.
  }
}

function filesIn(folder: string): string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return found.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).toSorted();
}

/** The header is written last, when sizes are known. */
async function addEntry(output: number, offset: number, path: string, source: string): Promise<Entry> {
  const name = Buffer.from(path.replaceAll("\\", "/"));
  let [crc, size, packed] = [0, 0, 0];
  function* counted(): Generator<Buffer> {
    for (const piece of piecesOf(source)) {
      crc = crc32(piece, crc);
      size += piece.length;
      yield piece;
    }
  }
  await pipeline(counted, createDeflateRaw(), async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) {
      writeAll(output, piece, offset + 30 + name.length + packed);
      packed += piece.length;
    }
  });
  const entry = { name, offset, crc, packed, size };
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50);
  commonFields(entry).copy(header, 4);
  writeAll(output, Buffer.concat([header, name]), offset);
  return entry;
}

function* piecesOf(path: string): Generator<Buffer> {
  const file = openSync(path, "r");
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(pieceBytes);
      const count = readSync(file, piece);
      if (count === 0) return;
      yield piece.subarray(0, count);
    }
  } finally {
    closeSync(file);
  }
}

/** The 26 bytes that the header of a file and its entry in the directory have in common. */
function commonFields({ crc, packed, size, name }: Entry): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(utf8, 2);
  fields.writeUInt16LE(deflated, 4);
  fields.writeUInt16LE(firstDay, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(Math.min(packed, most), 14);
  fields.writeUInt32LE(Math.min(size, most), 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function writeDirectory(output: number, begin: number, entries: readonly Entry[]): void {
  let end = begin;
  for (const entry of entries) {
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50);
    // Made by version 2.0 on Unix, whose modes stand in the upper half of the attributes.
    header.writeUInt16LE(0x0314, 4);
    commonFields(entry).copy(header, 6);
    header.writeUInt32LE(0o100600 * 0x10000, 38);
    header.writeUInt32LE(entry.offset, 42);
    writeAll(output, Buffer.concat([header, entry.name]), end);
    end += 46 + entry.name.length;
  }
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(0x06054b50);
  tail.writeUInt16LE(entries.length, 8);
  tail.writeUInt16LE(entries.length, 10);
  tail.writeUInt32LE(end - begin, 12);
  tail.writeUInt32LE(begin, 16);
  writeAll(output, tail, end);
}

function writeAll(file: number, bytes: Buffer, position: number): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, position + at);
}
