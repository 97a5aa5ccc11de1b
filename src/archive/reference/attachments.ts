/** db/attachments.json and the files beside it, as attachments of the messages that have them. */
import { fileName } from "../../chat/attachments.ts";
import { type Fields, isFields } from "../../config/document.ts";
import { limits } from "../../protocol/limits.ts";
import { factsOf } from "../reading/file-facts.ts";
import { asText, fieldsOf, listOf, madeId, numberOf, someText, timeOf } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import { type Findings, noteUnknownKeys } from "./findings.ts";
import { baseName, type ReferenceFolder } from "./folder.ts";

type ArchivedAttachment = NonNullable<RecordOf<"message">["attachments"]>[number];

const index = "db/attachments.json";
const filesFolder = "db/attachments";

export interface Attachments {
  /**
   * The attachments of a message. A file that several messages have becomes an attachment of each.
   *
   * @param message.at Unix seconds
   */
  of(
    value: unknown,
    message: { id: string; author: string; at: number; place: string },
  ): ArchivedAttachment[];
  /** Notes the records and files that no message has. */
  finish(): void;
  /** Of the files that messages have. */
  readonly files: number;
  readonly bytes: number;
  /** Attachments whose file is gone. */
  readonly gone: number;
  /** Files that are past their end. */
  readonly expired: number;
}

export interface AttachmentOptions {
  /** Files that are past their end stay for ever. */
  readonly keepExpired: boolean;
  /** Unix seconds. */
  readonly now: number;
  userNamed(text: string): string;
}

const knownKeys: ReadonlySet<string> = new Set([
  ...[
    "id",
    "filename",
    "original_name",
    "mime_type",
    "size",
    "hash",
    "uploader_id",
    "uploader_name",
    "channel",
    "created_at",
    "expires_at",
    "permanent",
    "referenced",
    "width",
    "height",
  ],
]);

export function readAttachments(
  folder: ReferenceFolder,
  { keepExpired, now, userNamed }: AttachmentOptions,
  findings: Findings,
): Attachments {
  const records = recordsIn(folder, findings);
  const used = new Set<string>();
  const usedFiles = new Set<string>();
  let bytes = 0;
  let expired = 0;
  let gone = 0;

  function attachment(
    snapshot: Fields,
    id: string,
    message: Parameters<Attachments["of"]>[1],
  ): ArchivedAttachment {
    const record = records.get(id) ?? {};
    const file = fileOf(folder, record);
    const before = usedFiles.size;
    if (file) usedFiles.add(file.name);
    if (file && usedFiles.size > before) bytes += file.size;
    const ends = timeOf(record["expires_at"]) ?? timeOf(snapshot["expires_at"]);
    const isOver = file !== null && ends !== undefined && ends <= now;
    if (isOver) expired++;
    if (file === null) gone++;
    // An attachment without a file has ended.
    const expiresAt =
      file === null ? Math.min(ends ?? message.at, now) : isOver && keepExpired ? undefined : ends;
    const name =
      someText(record["original_name"]) ?? someText(snapshot["name"]) ?? someText(record["filename"]);
    const uploader = someText(record["uploader_id"]) ?? someText(record["uploader_name"]);
    const media = shapeOf(record) ?? shapeOf(snapshot);
    const wanted = used.has(id) ? madeId("attachment", id, message.id) : id;
    used.add(id);
    return {
      id: wanted,
      uploader: uploader === undefined ? message.author : userNamed(uploader),
      name: fileName(name ?? "file"),
      type:
        file?.type ??
        someText(record["mime_type"]) ??
        someText(snapshot["mime_type"]) ??
        "application/octet-stream",
      size: file?.size ?? sizeOf(record["size"]) ?? sizeOf(snapshot["size"]) ?? 0,
      ...(media && { media }),
      ...((record["permanent"] ?? snapshot["permanent"]) === true && { permanent: true }),
      createdAt: timeOf(record["created_at"]) ?? message.at,
      ...(expiresAt !== undefined && { expiresAt }),
      ...(file && { file: file.name }),
    };
  }

  return {
    of(value, message) {
      if (value === undefined || value === null) return [];
      const inMessage = new Set<string>();
      return listOf(value).flatMap((item) => {
        const snapshot = fieldsOf(item);
        const id = someText(item) ?? someText(snapshot["id"]);
        const isOdd = id === undefined || id.length > limits.id || !/^[\w.:-]+$/.test(id);
        if (isOdd || inMessage.has(id) || inMessage.size >= mostOfMessage) {
          findings.skipped("attachments", "no id, or a repeated or overlong one", message.place, item);
          return [];
        }
        inMessage.add(id);
        return attachment(snapshot, id, message);
      });
    },
    finish() {
      for (const [id, record] of records) {
        if (used.has(id)) findings.imported("attachments");
        else findings.skipped("attachments", "no message has it", `${index}: ${id}`, record);
      }
      for (const { name } of folder.list(filesFolder)) {
        const path = `${filesFolder}/${name}`;
        if (!usedFiles.has(path)) findings.skipped("files", "no message has this file", path);
      }
    },
    get files() {
      return usedFiles.size;
    },
    get bytes() {
      return bytes;
    },
    get gone() {
      return gone;
    },
    get expired() {
      return expired;
    },
  };
}

/** More than a message could ever have; a hand-made one could hold thousands. */
const mostOfMessage = 100;

function recordsIn(folder: ReferenceFolder, findings: Findings): ReadonlyMap<string, Fields> {
  const value = folder.json(index, "attachments");
  if (value !== undefined && !isFields(value)) {
    findings.skipped("attachments", "the file must hold an object", index, value);
  }
  const records = new Map<string, Fields>();
  for (const [id, record] of Object.entries(fieldsOf(value))) {
    findings.read("attachments");
    const place = `${index}: ${id}`;
    if (isFields(record)) {
      records.set(id, record);
      noteUnknownKeys(record, knownKeys, { collection: "attachments", place, findings });
    } else findings.skipped("attachments", "an attachment must be an object", place, record);
  }
  return records;
}

/** The file of a record, with what its bytes say. */
function fileOf(folder: ReferenceFolder, record: Fields) {
  const base = baseName(asText(record["filename"] ?? ""));
  const name = `${filesFolder}/${base}`;
  const path = base === "" ? null : folder.file(name);
  if (path === null) return null;
  return { name, ...factsOf(path) };
}

function shapeOf(fields: Fields): { width: number; height: number } | undefined {
  const width = numberOf(fields["width"]);
  const height = numberOf(fields["height"]);
  const isShape = width !== undefined && height !== undefined && width > 0 && height > 0;
  return isShape ? { width: Math.round(width), height: Math.round(height) } : undefined;
}

const sizeOf = (value: unknown): number | undefined => {
  const size = numberOf(value);
  return size !== undefined && size >= 0 ? Math.round(size) : undefined;
};
