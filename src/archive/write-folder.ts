/** Writes an archive to the disk. It has its name only when it is whole. */
import { createHash, type Hash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { bringToDisk, syncFile, writeFileAtomically } from "../config/write-file.ts";
import { explainFull } from "../db/sqlite/database.ts";
import { type Manifest, manifestName, placeOfFile } from "./folder-layout.ts";
import type { ArchiveRecord, RecordKind, RecordOf } from "./records.ts";
import type { Report } from "./report.ts";

export interface Archiving {
  readonly records: Iterable<ArchiveRecord>;
  /** Copies a file that a record names; false: it is gone. */
  copy(name: string, target: string): Promise<boolean>;
  readonly report: Report;
  /** Unix seconds. */
  readonly now: number;
  readonly onProgress?: (kind: RecordKind, messages: number) => void;
}

/** Characters that are written together. */
const pieceLength = 512 * 1024;
const progressRecords = 10_000;

/**
 * @param folder a new one, or an empty one
 * @throws Error with one line for people, when the folder is in use. Nothing of the archive is left then
 */
export async function writeFolder(folder: string, writing: Archiving): Promise<void> {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`${folder} is not empty; choose another name`);
  const unfinished = `${resolve(folder)}.unfinished`;
  // What an export left that was killed.
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  try {
    const manifest = await writeRecords(unfinished, writing);
    writeFileAtomically(join(unfinished, manifestName), `${JSON.stringify(manifest, null, 1)}\n`);
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(unfinished, folder);
    bringToDisk(dirname(resolve(folder)));
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw explainFull(error, folder);
  }
}

async function writeRecords(
  folder: string,
  { records, copy, report, now, onProgress }: Archiving,
): Promise<Manifest> {
  const files: Manifest["files"] = [];
  let [messages, count] = [0, 0];
  let open: { readonly name: string; readonly file: LinesFile } | null = null;

  function close(): void {
    if (!open) return;
    files.push({ name: open.name, ...open.file.close() });
    open = null;
  }

  function fileFor(record: ArchiveRecord): LinesFile {
    const name = record.kind === "message" ? `messages/${record.room}.jsonl` : `${record.kind}.jsonl`;
    if (open?.name === name) return open.file;
    close();
    const file = createLinesFile(join(folder, name));
    open = { name, file };
    return file;
  }

  try {
    for (const record of records) {
      const { kind } = record;
      report.read(kind);
      const whole = await withFiles(record, folder, { copy, report, now });
      if (whole === null) continue;
      fileFor(record).write(`${JSON.stringify(whole)}\n`);
      report.imported(kind);
      if (kind === "message") messages++;
      if (++count % progressRecords === 0) onProgress?.(kind, messages);
    }
    close();
  } catch (error) {
    close();
    throw error;
  }
  return { format: 1, messages, files };
}

type Copying = Pick<Archiving, "copy" | "report" | "now">;

/** Copies the files of a record. What is gone isn't named in what is returned. Null: the record is nothing without it. */
async function withFiles(
  record: ArchiveRecord,
  folder: string,
  copying: Copying,
): Promise<ArchiveRecord | null> {
  if (record.kind === "asset" && !(await take(record.file, folder, copying))) {
    copying.report.skipped("asset", "its file is gone", record.name);
    return null;
  }
  if (record.kind !== "message" || !record.attachments) return record;
  const attachments: typeof record.attachments = [];
  for (const attachment of record.attachments) {
    attachments.push(await withContent(attachment, folder, copying));
  }
  return { ...record, attachments };
}

type Attachment = NonNullable<RecordOf<"message">["attachments"]>[number];

async function withContent(attachment: Attachment, folder: string, copying: Copying): Promise<Attachment> {
  const { file, small, large, ...rest } = attachment;
  if (file === undefined) return rest;
  if (!(await take(file, folder, copying))) {
    const { report, now } = copying;
    report.repaired("message", "the file of an attachment is missing", attachment.id);
    return { ...rest, expiresAt: Math.min(rest.expiresAt ?? now, now) };
  }
  const hasSmall = small !== undefined && (await take(small, folder, copying));
  const hasLarge = large !== undefined && (await take(large, folder, copying));
  return { ...rest, file, ...(hasSmall && { small }), ...(hasLarge && { large }) };
}

/** Whether it is there now. Files of the same content are copied once. */
async function take(name: string, folder: string, { copy }: Copying): Promise<boolean> {
  const place = placeOfFile(name);
  if (place === null) return false;
  const target = join(folder, place);
  if (existsSync(target)) return true;
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  if (!(await copy(name, target))) return false;
  syncFile(target);
  return true;
}

interface LinesFile {
  write(line: string): void;
  /** Brings it to the disk. */
  close(): { readonly records: number; readonly sha256: string };
}

function createLinesFile(path: string): LinesFile {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(path, "wx", 0o600);
  const hash: Hash = createHash("sha256");
  let records = 0;
  let waiting: string[] = [];
  let length = 0;

  function flush(): void {
    const bytes = Buffer.from(waiting.join(""));
    [waiting, length] = [[], 0];
    hash.update(bytes);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  }

  return {
    write(line) {
      records++;
      waiting.push(line);
      length += line.length;
      if (length >= pieceLength) flush();
    },
    close() {
      try {
        flush();
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      return { records, sha256: hash.digest("hex") };
    },
  };
}
