/** Attachments: uploaded files, and the messages that they belong to. Times are Unix seconds. */
import type { Attachment, Media } from "../chat/attachments.ts";
import { type Failure, fail } from "../protocol/errors.ts";
import { type AuditRecord, recordAudit } from "./audit.ts";
import { giveUp } from "./blobs.ts";
import { roomOf } from "./positions.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { type Gone, refusedAsGone, roomIsOpen } from "./still-there.ts";
import type { AttachmentRow } from "./tables.ts";

/** An attachment with what only the server knows. */
export interface Upload extends Attachment {
  /** User id; of a webhook's file, the id of the webhook. */
  readonly uploader: string;
  /** The channel that it was uploaded for; null: any. */
  readonly room: number | null;
  readonly createdAt: number;
  /** Its blob; null: the file is gone. */
  readonly blob: string | null;
  readonly small: string | null;
  readonly large: string | null;
}

/** An attachment, and the message that has it. */
export interface Placed extends Upload {
  readonly message: { readonly id: string; readonly room: number } | null;
}

/** An attachment whose file was removed before its time. */
export interface Removed {
  readonly id: string;
  readonly message: Placed["message"];
}

const insertRow = prepared<{
  [Column in Exclude<keyof AttachmentRow, "message" | "place">]: AttachmentRow[Column];
}>()((value) =>
  sql.insertInto("attachments").values({
    id: value("id"),
    uploader: value("uploader"),
    room: value("room"),
    name: value("name"),
    type: value("type"),
    size: value("size"),
    media: value("media"),
    permanent: value("permanent"),
    created_at: value("created_at"),
    expires_at: value("expires_at"),
    blob: value("blob"),
    small: value("small"),
    large: value("large"),
  }),
);
const byId = prepared<{ id: string }>()((value) =>
  sql.selectFrom("attachments").selectAll().where("id", "=", value("id")),
);
const between = prepared<{ from: number; to: number }>()((value) =>
  sql
    .selectFrom("attachments")
    .selectAll()
    .where("message", "is not", null)
    .where("message", ">=", value("from"))
    .where("message", "<=", value("to"))
    .orderBy("message")
    .orderBy("place"),
);
const attach = prepared<{ id: string; message: number; place: number }>()((value) =>
  sql
    .updateTable("attachments")
    .set({ message: value("message"), place: value("place") })
    .where("id", "=", value("id")),
);
const deleteRow = prepared<{ id: string }>()((value) =>
  sql.deleteFrom("attachments").where("id", "=", value("id")),
);
const deleteBetween = prepared<{ from: number; to: number }>()((value) =>
  sql
    .deleteFrom("attachments")
    .where("message", "is not", null)
    .where("message", ">=", value("from"))
    .where("message", "<=", value("to"))
    .returning(["blob", "small", "large"]),
);
const clear = prepared<{ id: string; expires_at: number | null }>()((value) =>
  sql
    .updateTable("attachments")
    .set({ blob: null, small: null, large: null, expires_at: value("expires_at") })
    .where("id", "=", value("id")),
);
const oldestOf = prepared<{ uploader: string; limit: number }>()((value) =>
  sql
    .selectFrom("attachments")
    .selectAll()
    .where("uploader", "=", value("uploader"))
    .where("blob", "is not", null)
    .orderBy("created_at")
    .orderBy("id")
    .limit(value("limit")),
);
const countOf = prepared<{ uploader: string }>()((value) =>
  sql
    .selectFrom("attachments")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("uploader", "=", value("uploader"))
    .where("blob", "is not", null),
);
const expired = prepared<{ now: number; limit: number }>()((value) =>
  sql
    .selectFrom("attachments")
    .selectAll()
    .where("blob", "is not", null)
    .where("expires_at", "is not", null)
    .where("expires_at", "<=", value("now"))
    .orderBy("expires_at")
    .limit(value("limit")),
);
const unsent = prepared<{ before: number; limit: number }>()((value) =>
  sql
    .selectFrom("attachments")
    .selectAll()
    .where("message", "is", null)
    .where("created_at", "<", value("before"))
    .orderBy("created_at")
    .limit(value("limit")),
);
const messageAt = prepared<{ key: number }>()((value) =>
  sql.selectFrom("messages").select("id").where("key", "=", value("key")).where(roomIsOpen),
);

/** Stores an upload. Beyond `most` files of its uploader, the oldest are removed; -1: any number. */
export const insertAttachment = write(
  "attachment.insert",
  function* (input: {
    upload: Upload;
    most: number;
    /** Not of a member. */
    byNobody?: true;
  }): Procedure<{ readonly removed: readonly Removed[] } | Failure<Gone>> {
    const { upload, most } = input;
    const { uploader, createdAt } = upload;
    const gone = yield* refusedAsGone(input.byNobody ? null : uploader, upload.room);
    if (gone) return gone;
    const removed: Removed[] = [];
    if (most > 0) {
      const there = (yield* row(countOf({ uploader })))?.count ?? 0;
      const tooMany = there + 1 - most;
      const oldest = tooMany > 0 ? yield* rows(oldestOf({ uploader, limit: tooMany })) : [];
      for (const one of oldest) removed.push(yield* remove(one, createdAt));
    }
    const { media, permanent, expiresAt, createdAt: created_at, ...rest } = upload;
    yield insertRow({
      ...rest,
      media: media && JSON.stringify(media),
      permanent: Number(permanent),
      created_at,
      expires_at: expiresAt,
    });
    return { removed };
  },
);

export interface Attaching {
  /** In the order of the message. */
  readonly ids: readonly string[];
  /** They must be uploads of this author, unexpired, and in no message. */
  readonly author: string;
  /** The channel of the message, or the thread's forum: uploads for another one are refused. */
  readonly channel: number;
  /** Unix seconds. */
  readonly now: number;
}

export type AttachFailure = Failure<"attachment_not_found" | "attachment_not_yours" | "attachment_used">;

/** Part of posting: the attachments for a message, which must then be `attachTo`ed. */
export function* attachable(asked: Attaching): Procedure<readonly Attachment[] | AttachFailure> {
  const found: Attachment[] = [];
  for (const id of asked.ids) {
    const one = yield* row(byId({ id }));
    if (!one || one.blob === null || (one.expires_at !== null && one.expires_at <= asked.now)) {
      return fail("attachment_not_found", { id });
    }
    if (one.uploader !== asked.author) return fail("attachment_not_yours", { id });
    const isElsewhere = one.room !== null && one.room !== asked.channel;
    if (one.message !== null || isElsewhere) return fail("attachment_used", { id });
    found.push(attachmentIn(one));
  }
  return found;
}

/** Part of posting: these become the attachments of the message with this key. */
export function* attachTo(message: number, attachments: readonly Attachment[]): Procedure<void> {
  for (const [place, { id }] of attachments.entries()) yield attach({ id, message, place });
}

/** The attachments of the messages with these keys and those between, by key; most messages have none. */
export function* attachmentsBetween(
  from: number,
  to: number,
): Procedure<ReadonlyMap<number, readonly Attachment[]>> {
  const byMessage = new Map<number, Attachment[]>();
  for (const one of yield* rows(between({ from, to }))) {
    const key = one.message ?? 0;
    const attachments = byMessage.get(key);
    if (attachments) attachments.push(attachmentIn(one));
    else byMessage.set(key, [attachmentIn(one)]);
  }
  return byMessage;
}

/** Part of deleting messages: the attachments of those with these keys and those between. */
export function* deleteAttachmentsBetween(from: number, to: number): Procedure<void> {
  // Most messages have none, and this look costs an eighth of a deletion without rows.
  const [any] = yield* rows(between({ from, to }));
  if (!any) return;
  for (const { blob, small, large } of yield* rows(deleteBetween({ from, to }))) {
    yield* giveUp([blob, small, large]);
  }
}

/** Null: there is none, or its message is in a channel that was deleted. */
export const attachmentById = read(
  "attachment.get",
  function* ({ id }: { id: string }): Procedure<Placed | null> {
    const found = yield* row(byId({ id }));
    return found ? yield* placed(found) : null;
  },
);

/** Removes a file before its time. A message keeps what it was called. @param input.now Unix seconds */
export const removeAttachment = write(
  "attachment.remove",
  function* (input: {
    id: string;
    now: number;
    record: AuditRecord | null;
  }): Procedure<Failure<"attachment_not_found"> | { readonly removed: Removed }> {
    const found = yield* row(byId({ id: input.id }));
    if (!found || found.blob === null) return fail("attachment_not_found", { id: input.id });
    if (input.record) yield* recordAudit(input.record);
    return { removed: yield* remove(found, input.now) };
  },
);

/**
 * Removes files whose time is over, and uploads that no message has taken. Returns whether there may be more.
 *
 * @param input.now Unix seconds
 * @param input.unsentBefore uploads from before this time, in Unix seconds
 */
export const expireAttachments = write(
  "attachments.expire",
  function* (input: { now: number; unsentBefore: number; limit: number }): Procedure<boolean> {
    const { now, limit } = input;
    const over = yield* rows(expired({ now, limit }));
    for (const one of over) yield* remove(one, one.expires_at ?? now);
    const left = yield* rows(unsent({ before: input.unsentBefore, limit }));
    for (const one of left) yield* remove(one, now);
    return over.length === limit || left.length === limit;
  },
);

/** Gives up the blobs. Without a message, nothing of it is left. */
function* remove(one: AttachmentRow, at: number): Procedure<Removed> {
  const { id, message, blob, small, large } = one;
  if (message === null) yield deleteRow({ id });
  else yield clear({ id, expires_at: Math.min(one.expires_at ?? at, at) });
  yield* giveUp([blob, small, large]);
  return { id, message: message === null ? null : yield* messageWithKey(message) };
}

function* messageWithKey(key: number): Procedure<Placed["message"]> {
  const found = yield* row(messageAt({ key }));
  return found ? { id: found.id, room: roomOf(key) } : null;
}

/** With its message; null: that is in a channel that was deleted. */
export function* placed(one: AttachmentRow): Procedure<Placed | null> {
  const message = one.message === null ? null : yield* messageWithKey(one.message);
  if (one.message !== null && message === null) return null;
  const { uploader, room, created_at: createdAt, blob, small, large } = one;
  return { ...attachmentIn(one), uploader, room, createdAt, blob, small, large, message };
}

function attachmentIn({ id, name, type, size, media, permanent, expires_at }: AttachmentRow): Attachment {
  return {
    id,
    name,
    type,
    size,
    media: media === null ? null : (JSON.parse(media) as Media),
    permanent: permanent !== 0,
    expiresAt: expires_at,
  };
}
