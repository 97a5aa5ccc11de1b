/** Reactions and earlier versions of messages. */
import { maxEmojis } from "../db/reactions.ts";
import { maxVersions } from "../db/versions.ts";
import { checkedEmbeds } from "./checked-embeds.ts";
import type { RecordOf } from "./records.ts";
import { refusedEmbeds } from "./write-polls.ts";
import { cut, ensureUser, inserter, type Writing } from "./writing.ts";

type Message = RecordOf<"message">;

export interface PartsWriter {
  /** @param at the time of the message, as it is stored */
  write(key: number, at: number, message: Message): void;
}

/** Characters of a text: no server can be configured to take more. */
const longestContent = 1_000_000;

export function cutContent(writing: Writing, content: string, label: string): string {
  return cut(writing, content, longestContent, { kind: "message", what: "text", label });
}

export function partsWriter(writing: Writing): PartsWriter {
  const { sqlite, report } = writing;
  const insertReaction = inserter(sqlite, "reactions", ["message", "place", "ordinal", "emoji", "user"]);
  const insertVersion = inserter(sqlite, "message_versions", ["message", "at", "content", "embeds"]);

  function writeReactions(message: number, { id, reactions = [] }: Message): void {
    const byEmoji = new Map<string, string[]>();
    for (const { emoji, users } of reactions) {
      const there = byEmoji.get(emoji);
      if (there) there.push(...users);
      else if (byEmoji.size < maxEmojis) byEmoji.set(emoji, [...users]);
      else report.repaired("message", `reactions beyond ${maxEmojis} emojis were taken out`, id);
    }
    let place = 0;
    for (const [emoji, users] of byEmoji) {
      for (const [ordinal, user] of users.entries()) {
        ensureUser(writing, user, "message");
        insertReaction({ message, place, ordinal, emoji, user });
      }
      place++;
    }
  }

  function writeVersions(message: number, at: number, { id, versions = [], editedAt = 0 }: Message): void {
    const fitting = versions
      .filter((version) => version.at >= at && version.at < editedAt)
      .slice(-maxVersions);
    if (fitting.length < versions.length)
      report.repaired("message", "earlier versions out of order were taken out", id);
    for (const { at: written, content, embeds: given = [] } of fitting) {
      const { embeds, isLess } = checkedEmbeds(given);
      if (isLess) report.repaired("message", refusedEmbeds, id);
      const stored = embeds.length > 0 ? JSON.stringify(embeds) : null;
      insertVersion({ message, at: written, content: cutContent(writing, content, id), embeds: stored });
    }
  }

  return {
    write(key, at, message) {
      if (message.reactions) writeReactions(key, message);
      if (message.versions) writeVersions(key, at, message);
    },
  };
}
