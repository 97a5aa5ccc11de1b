/** Stores messages: the part of an import that takes the time. */
import { kindsOf } from "../chat/attachments.ts";
import { targetsOf } from "../db/mentions.ts";
import type { StoredPings } from "../db/messages.ts";
import { keyOf } from "../db/positions.ts";
import { limits } from "../protocol/limits.ts";
import type { RecordOf } from "./records.ts";
import { attachmentsWriter } from "./write-attachments.ts";
import { cutContent, partsWriter } from "./write-message-parts.ts";
import { pollsWriter } from "./write-polls.ts";
import { cut, inserter, type KindWriter, linkOf, type Room, type Writing } from "./writing.ts";

type Message = RecordOf<"message">;

const columns = [
  "key",
  "id",
  "author",
  "content",
  "at",
  "reply_to",
  "reply_author",
  "ping",
  "pings",
  "embeds",
  "edited_at",
  "pinned",
  "extra",
] as const;

export function messageWriter(writing: Writing): KindWriter<"message"> {
  const { sqlite, rooms, report } = writing;
  const insert = inserter(sqlite, "messages", columns);
  const insertMention = inserter(sqlite, "mentions", [
    "target",
    "room",
    "message",
    "at",
    "author",
    "several",
  ]);
  const polls = pollsWriter(writing);
  const attachments = attachmentsWriter(writing);
  const parts = partsWriter(writing);
  /** Rooms with new messages since the last commit. */
  const grown = new Set<Room>();
  const saveTail = tailSaver(writing);

  function mention(key: number, room: number, at: number, author: string, pings: StoredPings): void {
    const targets = new Set(targetsOf([...pings.users, ...pings.replies], pings.roles));
    const several = Number(targets.size > 1);
    for (const target of targets) insertMention({ target, room, message: key, at, author, several });
  }

  return {
    label: ({ id }) => id,
    write(message) {
      const room = rooms.get(message.room);
      if (!room) return { skipped: "its channel or thread is missing" };
      if (room.type !== "text" && room.type !== "thread") {
        return { skipped: `a channel of the type ${room.type} holds no messages` };
      }
      const key = keyOf(room.id, room.position + 1);
      const at = Math.max(message.at, room.at + 1);
      const pings = pingsOf(message);
      const { embeds, poll } = polls.read(message);
      const isNew = insert({
        key,
        id: message.id,
        author: message.author,
        content: cutContent(writing, message.content, message.id),
        at,
        reply_to: message.replyTo?.id ?? null,
        reply_author: message.replyTo?.author ?? null,
        ping: message.ping === undefined ? null : Number(message.ping),
        pings: pings && JSON.stringify(pings),
        embeds: embeds && JSON.stringify(embeds),
        edited_at: message.editedAt ?? null,
        pinned: Number(message.pinned ?? false),
        extra: extraOf(writing, message),
      });
      if (!isNew) return writing.target.goesOn ? "known" : { skipped: "its id is taken" };
      if (at !== message.at)
        report.repaired("message", "its time was not after that of the one before it", message.id);
      room.position++;
      room.at = at;
      grown.add(room);
      if (pings) mention(key, room.id, at, message.author, pings);
      if (poll) polls.write(key, poll);
      if (message.attachments) attachments.write(key, room.parent ?? room.id, message.attachments);
      if (message.reactions || message.versions) parts.write(key, at, message);
      return "imported";
    },
    commit() {
      for (const room of grown) saveTail(room);
      grown.clear();
    },
    end: () => mendReplies(writing),
  };
}

/** Where the next message goes; and the server is to index what was stored. */
function tailSaver({ sqlite }: Writing): (room: Room) => void {
  const update = sqlite.query<never, [number, number, number]>(
    "UPDATE channels SET last_position = ?, last_at = ? WHERE id = ?",
  );
  const unindexed = sqlite.query<never, [number, number]>(
    `INSERT INTO search_unindexed (room, below) VALUES (?, ?)
      ON CONFLICT DO UPDATE SET below = excluded.below`,
  );
  const indexed = sqlite.query<never, [number, number]>(
    "INSERT INTO search_indexed (room, last) VALUES (?, ?) ON CONFLICT DO UPDATE SET last = excluded.last",
  );
  return ({ id, position, at }) => {
    update.run(position, at, id);
    // All of it is older than the index.
    unindexed.run(id, position + 1);
    indexed.run(id, position);
  };
}

function pingsOf({ pings }: Message): StoredPings | null {
  if (!pings) return null;
  const { users = [], roles = [], replies = [] } = pings;
  return users.length + roles.length + replies.length > 0 ? { users, roles, replies } : null;
}

function extraOf(writing: Writing, { id, webhook, interaction, attachments }: Message): string | null {
  if (!webhook && !interaction && !attachments?.length) return null;
  return JSON.stringify({
    ...(webhook && { webhook: webhookOf(writing, webhook, id) }),
    ...(interaction && { interaction: { command: interaction.command, username: interaction.username } }),
    ...(attachments?.length && { files: kindsOf(attachments) }),
  });
}

const longestName = 100;
const longestAvatar = 2048;

function webhookOf(writing: Writing, { id, name, avatar }: NonNullable<Message["webhook"]>, label: string) {
  return {
    id: id.slice(0, limits.id),
    name: cut(writing, name, longestName, { kind: "message", what: "name of a webhook", label }),
    avatar: linkOf(writing, avatar, longestAvatar, { kind: "message", what: "avatar", label }),
  };
}

const misplacedReplies = `SELECT answer.key, answer.id FROM messages AS answer
  JOIN messages AS original ON original.id = answer.reply_to
  WHERE answer.reply_to IS NOT NULL
    AND (original.key >> 32 <> answer.key >> 32 OR original.key >= answer.key)`;
const wrongAuthors = `UPDATE messages SET reply_author = original.author FROM messages AS original
  WHERE messages.reply_to IS NOT NULL AND original.id = messages.reply_to
    AND original.author <> messages.reply_author`;

/** A reply follows its original in the same room. That can be told only when all messages are there. */
function mendReplies({ sqlite, report }: Writing): void {
  const drop = sqlite.query("UPDATE messages SET reply_to = NULL, reply_author = NULL WHERE key = ?");
  for (const { key, id } of sqlite.query<{ key: number; id: string }, []>(misplacedReplies).all()) {
    drop.run(key);
    report.repaired("message", "the message that it replied to does not come before it in its channel", id);
  }
  sqlite.run(wrongAuthors);
}
