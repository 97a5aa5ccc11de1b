/** Deletes single messages, with the rows that depend on them. */
import type { RoomTail } from "../chat/model.ts";
import { type Failure, fail } from "../protocol/errors.ts";
import { deleteAttachmentsBetween } from "./attachments.ts";
import { type AuditRecord, recordAudit } from "./audit.ts";
import { deleteDependentsOfMessage } from "./delete-dependents.ts";
import { changeMentions } from "./mentions.ts";
import { messageIn, pingsIn } from "./messages.ts";
import { positionOf, recordGap, roomOf } from "./positions.ts";
import { type Procedure, prepared, sql, write } from "./procedure.ts";
import { tailOf } from "./rooms.ts";
import { beforeChange } from "./search-index.ts";
import type { MessageRow } from "./tables.ts";

const deleteRow = prepared<{ key: number }>()((value) =>
  sql.deleteFrom("messages").where("key", "=", value("key")),
);

/** Part of deleting messages. */
export function* removeMessageRow(found: MessageRow): Procedure<void> {
  const { key } = found;
  yield* deleteDependentsOfMessage(key);
  yield* deleteAttachmentsBetween(key, key);
  yield* changeMentions(found, pingsIn(found), null);
  yield beforeChange(key);
  yield deleteRow({ key });
  yield* recordGap(roomOf(key), positionOf(key));
}

export interface MessageDeletion {
  readonly id: string;
  readonly room: number;
  readonly actor: string;
  /** May the actor delete own messages here, and those of others? */
  readonly mayOwn: boolean;
  readonly mayAny: boolean;
  /** Stored, with the author's id in its details, if another user wrote the message. */
  readonly record: AuditRecord | null;
  /** With its text. */
  readonly keepsText?: boolean;
}

export const deleteMessage = write("message.delete", function* (input: MessageDeletion): Procedure<
  { readonly newest: RoomTail | null } | Failure<"message_not_found" | "delete_denied">
> {
  const found = yield* messageIn(input.room, input.id);
  if (!found) return fail("message_not_found");
  if (!(input.mayAny || (input.mayOwn && found.author === input.actor))) return fail("delete_denied");
  yield* removeMessageRow(found);
  if (input.record && found.author !== input.actor) {
    const details = { ...input.record.details, author: found.author };
    yield* recordAudit({ ...input.record, details, text: input.keepsText ? found.content : null });
  }
  return { newest: yield* tailOf(input.room) };
});
