/** Deletes single messages, with the rows that depend on them. */
import type { RoomTail } from "../chat/model.ts";
import { type Failure, fail } from "../protocol/errors.ts";
import { deleteAttachmentsBetween } from "./attachments.ts";
import { type AuditRecord, recordAudit } from "./audit.ts";
import { deleteDependentsOfMessage } from "./delete-dependents.ts";
import { changeMentions } from "./mentions.ts";
import { messageIn, pingsIn } from "./messages.ts";
import { createGaps, type Gaps } from "./positions.ts";
import { type Procedure, prepared, sql, writeSeveral } from "./procedure.ts";
import { tailOf } from "./rooms.ts";
import { beforeChange } from "./search-index.ts";
import type { MessageRow } from "./tables.ts";

const deleteRow = prepared<{ key: number }>()((value) =>
  sql.deleteFrom("messages").where("key", "=", value("key")),
);

/** Part of deleting messages. @param gaps is to be written behind the last of them */
export function* removeMessageRow(found: MessageRow, gaps: Gaps): Procedure<void> {
  const { key } = found;
  yield* deleteDependentsOfMessage(key);
  yield* deleteAttachmentsBetween(key, key);
  yield* changeMentions(found, pingsIn(found), null);
  yield beforeChange(key);
  yield deleteRow({ key });
  gaps.add(key);
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

type Deletion = { readonly newest: RoomTail | null } | Failure<"message_not_found" | "delete_denied">;

const asItIs = <Value>(value: Value): Value => value;

/** Several that follow one another are one change: each result has the newest message after all of them. */
export const deleteMessage = writeSeveral("message.delete", {
  pack: asItIs<MessageDeletion>,
  *run(inputs): Procedure<readonly Deletion[]> {
    const gaps = createGaps();
    const refusals: (Failure<"message_not_found" | "delete_denied"> | null)[] = [];
    for (const input of inputs) refusals.push(yield* deleteOne(input, gaps));
    yield* gaps.write();
    const tails = new Map<number, RoomTail | null>();
    for (const [index, { room }] of inputs.entries()) {
      if (!refusals[index] && !tails.has(room)) tails.set(room, yield* tailOf(room));
    }
    return inputs.map(({ room }, index) => refusals[index] ?? { newest: tails.get(room) ?? null });
  },
  unpack: asItIs<Deletion>,
});

/** Gives why it is refused, or null. */
function* deleteOne(
  input: MessageDeletion,
  gaps: Gaps,
): Procedure<Failure<"message_not_found" | "delete_denied"> | null> {
  const found = yield* messageIn(input.room, input.id);
  if (!found) return fail("message_not_found");
  if (!(input.mayAny || (input.mayOwn && found.author === input.actor))) return fail("delete_denied");
  yield* removeMessageRow(found, gaps);
  if (input.record && found.author !== input.actor) {
    const details = { ...input.record.details, author: found.author };
    yield* recordAudit({ ...input.record, details, text: input.keepsText ? found.content : null });
  }
  return null;
}
