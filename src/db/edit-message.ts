/** Editing messages. */
import { pollOf } from "../chat/polls.ts";
import { type Failure, fail } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { changeMentions } from "./mentions.ts";
import { complete, messageIn, pingsOrNull, type StoredMessage, type StoredPings } from "./messages.ts";
import { type Procedure, prepared, sql, write } from "./procedure.ts";
import { wakeThread } from "./rooms.ts";
import { beforeChange } from "./search-index.ts";
import { dropOldVersions, keepVersion } from "./versions.ts";

const updateRow = prepared<{
  key: number;
  content: string;
  pings: string | null;
  embeds: string | null;
  edited_at: number;
}>()((value) =>
  sql
    .updateTable("messages")
    .set({
      content: value("content"),
      pings: value("pings"),
      embeds: value("embeds"),
      edited_at: value("edited_at"),
    })
    .where("key", "=", value("key")),
);

export interface MessageEdit {
  readonly id: string;
  readonly room: number;
  /** Only this author may edit; checked where the row is read. */
  readonly author: string;
  /** Undefined keeps what is stored. */
  readonly content?: string;
  readonly mentions?: Pick<StoredPings, "users" | "roles">;
  readonly embeds?: readonly unknown[];
  readonly now: number;
  /** The room is a thread's: if it is archived when this is stored, it comes back. */
  readonly wakes?: boolean;
}

export const editMessage = write("message.edit", function* (input: MessageEdit): Procedure<
  StoredMessage | Failure<"message_not_found" | "not_author" | "invalid_field" | "message_empty">
> {
  const found = yield* messageIn(input.room, input.id);
  if (!found) return fail("message_not_found");
  if (found.author !== input.author) return fail("not_author");
  const before = yield* complete(found);
  // A poll stays, whatever the edit.
  const polls = before.embeds?.filter(pollOf) ?? [];
  // Parts that the request does not change are not checked: they may be from a time with another limit.
  if (input.embeds && polls.length + input.embeds.length > limits.embeds) {
    const problem = `at most ${limits.embeds - 1} beside the poll are allowed`;
    return fail("invalid_field", { field: "embeds", problem });
  }
  const embeds = input.embeds ? [...polls, ...input.embeds] : before.embeds;
  const content = input.content ?? before.content;
  if (content === "" && !embeds?.length && !before.attachments) return fail("message_empty");
  // A reply's ping stays what it was; only mentions follow the text.
  const pings = input.mentions
    ? pingsOrNull({ ...input.mentions, replies: before.pings?.replies ?? [] })
    : before.pings;
  const editedAt = Math.max(input.now, (before.editedAt ?? before.at) + 1);
  const embedsText = embeds && JSON.stringify(embeds);
  if (content !== found.content || embedsText !== found.embeds) {
    yield* keepVersion({
      message: found.key,
      at: found.edited_at ?? found.at,
      content: found.content,
      embeds: found.embeds,
    });
    if (found.edited_at !== null) yield* dropOldVersions(found.key);
  }
  yield beforeChange(found.key);
  yield updateRow({
    key: found.key,
    content,
    pings: pings && JSON.stringify(pings),
    embeds: embedsText,
    edited_at: editedAt,
  });
  yield* changeMentions(found, before.pings, pings);
  if (input.wakes) yield* wakeThread(input.room);
  return { ...before, content, pings, embeds, editedAt };
});
