/** Attachments of messages, and the blobs that hold their content. */
import type { RecordOf } from "./records.ts";
import { inserter, type Writing } from "./writing.ts";

type Attachment = NonNullable<RecordOf<"message">["attachments"]>[number];

export interface AttachmentsWriter {
  /** @param channel of the message, or the forum of its thread */
  write(message: number, channel: number, attachments: readonly Attachment[]): void;
}

export function attachmentsWriter(writing: Writing): AttachmentsWriter {
  const { sqlite, report, files, now } = writing;
  const insert = inserter(sqlite, "attachments", [
    "id",
    "uploader",
    "room",
    "message",
    "place",
    "name",
    "type",
    "size",
    "media",
    "permanent",
    "created_at",
    "expires_at",
    "blob",
    "small",
    "large",
  ]);
  const insertBlob = inserter(sqlite, "blobs", ["hash", "size"]);
  const isTaken = sqlite.query("SELECT 1 FROM attachments WHERE id = ?");

  function take(name: string | undefined) {
    const blob = name === undefined ? null : files.take(name);
    if (blob) insertBlob(blob);
    return blob;
  }

  /** A picture without its file has no smaller versions either. */
  function contentOf({ id, file, small, large, expiresAt, size }: Attachment) {
    const blob = take(file);
    if (!blob) {
      if (file !== undefined)
        report.repaired("message", "the file of an attachment is missing or damaged", id);
      const gone = { blob: null, small: null, large: null, size };
      return { ...gone, expires_at: Math.min(expiresAt ?? now, now) };
    }
    if (blob.size !== size) report.repaired("message", "the size of an attachment was wrong", id);
    const smaller = { small: take(small)?.hash ?? null, large: take(large)?.hash ?? null };
    return { blob: blob.hash, ...smaller, size: blob.size, expires_at: expiresAt ?? null };
  }

  return {
    write(message, channel, attachments) {
      for (const [place, attachment] of attachments.entries()) {
        const { id, uploader, name, type, media, permanent = false, createdAt } = attachment;
        if (isTaken.get(id) !== null) {
          report.repaired("message", "an attachment whose id is taken was taken out", id);
          continue;
        }
        insert({
          id,
          uploader,
          room: channel,
          message,
          place,
          name,
          type,
          media: media ? JSON.stringify(media) : null,
          permanent: Number(permanent),
          created_at: createdAt,
          ...contentOf(attachment),
        });
      }
    },
  };
}
