/**
 * The first of two walks over all messages: where each id is, the authors, and everybody who is named anywhere. Records of members
 * come before those of messages, so both can't be made in one walk.
 */
import { isFields } from "../../config/document.ts";
import { createIdTable, type IdTable } from "../reading/id-table.ts";
import { asText, listOf, someText, timeOf } from "../reading/values.ts";
import { emojiId } from "./emojis.ts";
import type { People, Person } from "./people.ts";
import { type RawMessage, type RawMessages, type Room, silent } from "./rooms.ts";

export interface Survey {
  readonly ids: IdTable;
  readonly messages: number;
  /** The largest id of a custom emoji that a message names. */
  readonly lastEmoji: number;
  /** Unix seconds of messages whose id was asked for. */
  readonly times: ReadonlyMap<string, number>;
}

/** @param wanted ids of messages whose time is needed */
export function survey(
  rooms: readonly Room[],
  messagesOf: RawMessages,
  people: People,
  wanted: ReadonlySet<string>,
): Survey {
  const ids = createIdTable();
  const times = new Map<string, number>();
  let messages = 0;
  let lastEmoji = 0;
  for (const [room, source] of rooms.entries()) {
    let sequence = 0;
    for (const raw of messagesOf(source, silent)) {
      const { fields } = raw;
      const author = authorOf(raw, people);
      const at = timeOf(fields["timestamp"]);
      if (at !== undefined && at < (author.firstAt ?? Number.POSITIVE_INFINITY)) author.firstAt = at;
      const id = someText(fields["id"]);
      if (id !== undefined) {
        ids.add(id, { room, sequence, author: author.index });
        if (at !== undefined && wanted.has(id)) times.set(id, at);
      }
      const reactions = fields["reactions"];
      if (isFields(reactions)) {
        for (const list of Object.values(reactions)) {
          for (const user of listOf(list)) people.named(asText(user)).isNeeded = true;
        }
        for (const emoji of Object.keys(reactions)) lastEmoji = Math.max(lastEmoji, lastEmojiIn(emoji));
      }
      lastEmoji = Math.max(lastEmoji, lastEmojiIn(fields["content"]));
      sequence++;
      messages++;
    }
  }
  return { ids, messages, lastEmoji, times };
}

/** The picture before what the first bridge posted. */
const bridgeIcon = /^https?:\/\/\S{0,200}discord\S{0,200}\s/i;

export function authorOf({ fields }: Pick<RawMessage, "fields">, people: People): Person {
  return people.named(authorText(fields["user"]), isBridged(fields));
}

/** The text that names the author of a message. */
export function authorText(user: unknown): string {
  const isMissing = user === undefined || user === null || user === "";
  return isMissing ? "unknown" : asText(user);
}

export function isBridged(fields: RawMessage["fields"]): boolean {
  if (fields["source"] === "discord") return true;
  const content = fields["content"];
  return typeof content === "string" && content.includes("discord") && bridgeIcon.test(content);
}

/** The largest id of a custom emoji that a text names, or 0. */
function lastEmojiIn(text: unknown): number {
  if (typeof text !== "string" || !text.includes("/emojis/")) return 0;
  const ids = [...text.matchAll(/\/emojis\/(\d+)/g)].map(([, id = ""]) => emojiId(id) ?? 0);
  return Math.max(0, ...ids);
}
