/** Reads an archive from the disk. Records are checked one by one as they come, and never all in memory. */
import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, readSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { errorText } from "../text/error-text.ts";
import { type Manifest, manifestName, manifestSchema, placeOfFile } from "./folder-layout.ts";
import { type ArchiveRecord, type RecordKind, recordKinds, recordSchemas } from "./records.ts";
import type { Report } from "./report.ts";
import type { ArchiveSource } from "./source.ts";

/** Bytes. A list of a million rooms has about a hundred megabytes. */
const longestManifest = 256 * 1024 * 1024;
const longestLine = 64 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

export function isArchive(folder: string): boolean {
  return existsSync(join(folder, manifestName));
}

/**
 * Checks that the files are those that were written. Nothing but records is read of them later.
 *
 * @throws Error with one line for people
 */
export function openFolder(folder: string, report: Report): ArchiveSource {
  const { manifest, id } = readManifest(folder);
  for (const { name, sha256 } of manifest.files) {
    const path = join(folder, name);
    if (!existsSync(path)) throw new Error(`${path} is missing; the archive is not whole`);
    if (sha256 !== undefined && hashOf(path) !== sha256) {
      throw new Error(
        `${path} is not as it was written. If it was changed on purpose, remove its sha256 from ${manifestName}`,
      );
    }
  }
  return {
    id: `archive ${id}`,
    what: `the archive ${folder}`,
    messages: manifest.messages,
    records: () => recordsOf(folder, manifest, report),
    file: (name) => fileIn(folder, name),
  };
}

function readManifest(folder: string): { manifest: Manifest; id: string } {
  const path = join(folder, manifestName);
  const { size } = statSync(path);
  if (size > longestManifest) throw new Error(`${path} is too long`);
  const text = readFileSync(path, "utf8");
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${errorText(error)}`);
  }
  const check = TypeCompiler.Compile(manifestSchema);
  if (!check.Check(manifest))
    throw new Error(
      `${path} is not the list of an archive that this server knows: ${fault(check, manifest)}`,
    );
  return { manifest, id: createHash("sha256").update(text).digest("hex") };
}

function* recordsOf(folder: string, { files }: Manifest, report: Report): Generator<ArchiveRecord> {
  for (const kind of recordKinds) {
    const check = TypeCompiler.Compile(recordSchemas[kind] as TSchema);
    for (const { name } of files) {
      if (kindOf(name) !== kind) continue;
      let number = 0;
      for (const line of linesOf(join(folder, name))) {
        number++;
        const record = parse(line);
        if (check.Check(record)) yield record as ArchiveRecord;
        else report.skipped(kind, `it is no such record: ${fault(check, record)}`, `${name}, line ${number}`);
      }
    }
  }
}

function kindOf(name: string): RecordKind | undefined {
  const named = name.startsWith("messages/") ? "message" : name.slice(0, -".jsonl".length);
  return recordKinds.find((kind) => kind === named);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The first thing that is wrong; values are not told, they may be secret. */
function fault(check: TypeCheck<TSchema>, value: unknown): string {
  if (value === undefined) return "not JSON";
  const error = check.Errors(value).First();
  return error ? `${error.path || "/"}: ${error.message}` : "";
}

/** The lines of a file, in pieces of a megabyte. @throws Error when one is too long */
function* linesOf(path: string): Generator<string> {
  const file = openSync(path, "r");
  try {
    let piece = Buffer.allocUnsafe(pieceBytes);
    let filled = 0;
    for (;;) {
      const count = readSync(file, piece, filled, piece.length - filled, null);
      filled += count;
      let begin = 0;
      for (let end = piece.indexOf(10, begin); end !== -1 && end < filled; end = piece.indexOf(10, begin)) {
        if (end > begin) yield piece.toString("utf8", begin, end);
        begin = end + 1;
      }
      if (count === 0) {
        if (begin < filled) yield piece.toString("utf8", begin, filled);
        return;
      }
      piece.copyWithin(0, begin, filled);
      filled -= begin;
      if (filled === piece.length) {
        if (filled >= longestLine) throw new Error(`${path} has a line of more than ${longestLine} bytes`);
        piece = Buffer.concat([piece], piece.length * 2);
      }
    }
  } finally {
    closeSync(file);
  }
}

function hashOf(path: string): string {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(pieceBytes);
  const file = openSync(path, "r");
  try {
    for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer)) {
      hash.update(buffer.subarray(0, count));
    }
    return hash.digest("hex");
  } finally {
    closeSync(file);
  }
}

/** Links that lead out of the archive lead nowhere. */
function fileIn(folder: string, name: string): string | null {
  const place = placeOfFile(name);
  if (place === null) return null;
  try {
    const path = realpathSync(join(folder, place));
    return path.startsWith(realpathSync(folder) + sep) ? path : null;
  } catch {
    return null;
  }
}
