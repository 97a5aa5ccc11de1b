/** Deleting single messages, with what hangs on them. */
import type { RoomTail } from "../chat/model.ts";
import { type AuditRecord, recordAudit } from "./audit.ts";
import { deleteDependentsOfMessage } from "./delete-dependents.ts";
import { changeMentions } from "./mentions.ts";
import { messageIn, pingsIn } from "./messages.ts";
import { positionOf, recordGap } from "./positions.ts";
import { type Procedure, prepared, sql, write } from "./procedure.ts";
import { tailOf } from "./rooms.ts";
import { beforeChange } from "./search-index.ts";

const deleteRow = prepared<{ key: number }>()((value) =>
  sql.deleteFrom("messages").where("key", "=", value("key")),
);

export interface MessageDeletion {
  readonly id: string;
  readonly room: number;
  readonly actor: string;
  /** May the actor delete his own, and other people's, messages here? */
  readonly mayOwn: boolean;
  readonly mayAny: boolean;
  /** Kept, with the author's id in its details, if the message is somebody else's. */
  readonly record: AuditRecord | null;
  /** With its text. */
  readonly keepsText?: boolean;
}

export type DeleteOutcome =
  | { readonly kind: "deleted"; readonly author: string; readonly newest: RoomTail | null }
  | { readonly kind: "missing" }
  | { readonly kind: "denied" };

export const deleteMessage = write(
  "message.delete",
  function* (input: MessageDeletion): Procedure<DeleteOutcome> {
    const found = yield* messageIn(input.room, input.id);
    if (!found) return { kind: "missing" };
    if (!(input.mayAny || (input.mayOwn && found.author === input.actor))) return { kind: "denied" };
    yield* deleteDependentsOfMessage(found.key);
    yield* changeMentions(found, pingsIn(found), null);
    yield beforeChange(found.key);
    yield deleteRow({ key: found.key });
    yield* recordGap(input.room, positionOf(found.key));
    if (input.record && found.author !== input.actor) {
      const details = { ...input.record.details, author: found.author };
      yield* recordAudit({ ...input.record, details, text: input.keepsText ? found.content : null });
    }
    return { kind: "deleted", author: found.author, newest: yield* tailOf(input.room) };
  },
);
