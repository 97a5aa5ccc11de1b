/** Makes records of messages. What other tables hold of them is read beside them, in the order of their keys. */
import type { Statement } from "bun:sqlite";
import type { Media } from "../chat/attachments.ts";
import type { PollEmbed } from "../chat/polls.ts";
import type { MessageExtra, StoredPings } from "../db/messages.ts";
import { keyOf } from "../db/positions.ts";
import type { AttachmentRow, MessageRow, Tables } from "../db/tables.ts";
import type { Connection } from "./connection.ts";
import { countedPoll } from "./counted-poll.ts";
import type { RoomKeys } from "./read-rooms.ts";
import type { RecordOf } from "./records.ts";
import { sparse } from "./sparse.ts";

type Message = RecordOf<"message">;

/** Rows of another table, by message. */
interface Beside<Row> {
  /** Of the next message; keys only grow from call to call. */
  of(key: number): Row[];
}

export function* readMessages(sqlite: Connection, rooms: RoomKeys): Generator<Message> {
  for (const [id, room] of rooms) yield* readRoom(sqlite, id, room);
}

function* readRoom(sqlite: Connection, id: number, room: string): Generator<Message> {
  const range = [keyOf(id, 0), keyOf(id + 1, 0)] as const;
  const between = <Row extends { message: number | null }>(columns: string, table: string, order: string) =>
    rowsBeside(
      sqlite.query<Row, [number, number]>(
        `SELECT ${columns} FROM ${table} WHERE message >= ? AND message < ? ORDER BY message, ${order}`,
      ),
      range,
    );
  const reactions = between<Tables["reactions"]>("*", "reactions", "place, ordinal");
  const versions = between<Tables["message_versions"]>("*", "message_versions", "at");
  const attachments = between<AttachmentRow>("*", "attachments", "place");
  const votes = sqlite.query<Tables["poll_votes"], [string]>(
    "SELECT user, option, at FROM poll_votes WHERE poll = ? ORDER BY at, user, option",
  );
  const messages = sqlite.query<MessageRow, [number, number]>(
    "SELECT * FROM messages WHERE key >= ? AND key < ? ORDER BY key",
  );
  for (const row of messages.iterate(...range)) {
    const { key } = row;
    const asked = pollOf(row, votes);
    yield {
      ...messageOf(row, room, asked?.embeds),
      ...sparse({
        votes: asked?.votes,
        reactions: reactionsOf(reactions.of(key)),
        versions: versions.of(key).map(versionOf),
        attachments: attachments.of(key).map(attachmentOf),
      }),
    };
  }
}

function rowsBeside<Row extends { message: number | null }>(
  statement: Statement<Row, [number, number]>,
  range: readonly [number, number],
): Beside<Row> {
  const rows = statement.iterate(...range);
  let next = rows.next();
  return {
    of(key) {
      const found: Row[] = [];
      // Rows of no message are passed over.
      for (; !next.done && (next.value.message ?? 0) <= key; next = rows.next()) {
        if (next.value.message === key) found.push(next.value);
      }
      return found;
    },
  };
}

function messageOf(row: MessageRow, room: string, embeds: readonly unknown[] | undefined): Message {
  const extra: MessageExtra = row.extra === null ? {} : JSON.parse(row.extra);
  const pings: StoredPings | null = row.pings === null ? null : JSON.parse(row.pings);
  const { webhook, interaction } = extra;
  return {
    kind: "message",
    room,
    id: row.id,
    author: row.author,
    content: row.content,
    at: row.at,
    ...sparse({
      replyTo: row.reply_to === null ? null : { id: row.reply_to, author: row.reply_author ?? "" },
      pings:
        pings && sparse({ users: [...pings.users], roles: [...pings.roles], replies: [...pings.replies] }),
      embeds: embeds ? [...embeds] : row.embeds === null ? null : (JSON.parse(row.embeds) as unknown[]),
      webhook: webhook && { id: webhook.id, name: webhook.name, ...sparse({ avatar: webhook.avatar }) },
      interaction: interaction && { command: interaction.command, username: interaction.username },
      editedAt: row.edited_at,
      pinned: row.pinned !== 0,
    }),
    ...(row.ping !== null && { ping: row.ping !== 0 }),
  };
}

/** The embeds with the poll as an import would store it, and its votes. Most messages have none. */
function pollOf(row: MessageRow, votesOf: Statement<Tables["poll_votes"], [string]>) {
  if (!row.embeds?.includes('"poll"')) return null;
  const embeds: readonly unknown[] = JSON.parse(row.embeds);
  const isPoll = (embed: unknown): embed is PollEmbed => (embed as Partial<PollEmbed>)?.type === "poll";
  const embed = embeds.find(isPoll);
  if (!embed?.poll) return null;
  const { poll, votes } = countedPoll(embed.poll, votesOf.all(embed.poll.id));
  return {
    embeds: embeds.map((each) => (isPoll(each) ? { type: "poll", poll } : each)),
    votes: votes.map(({ user, option, at }) => ({ user, option, at })),
  };
}

function reactionsOf(rows: readonly Tables["reactions"][]): { emoji: string; users: string[] }[] {
  const found: { emoji: string; users: string[] }[] = [];
  for (const { emoji, user } of rows) {
    const last = found.at(-1);
    if (last?.emoji === emoji) last.users.push(user);
    else found.push({ emoji, users: [user] });
  }
  return found;
}

function versionOf({ at, content, embeds }: Tables["message_versions"]) {
  return { at, content, ...sparse({ embeds: embeds === null ? null : (JSON.parse(embeds) as unknown[]) }) };
}

function attachmentOf(row: AttachmentRow) {
  return {
    id: row.id,
    uploader: row.uploader,
    name: row.name,
    type: row.type,
    size: row.size,
    createdAt: row.created_at,
    ...sparse({
      media: row.media === null ? null : (JSON.parse(row.media) as Media & Record<string, unknown>),
      permanent: row.permanent !== 0,
      expiresAt: row.expires_at,
      file: row.blob,
      small: row.small,
      large: row.large,
    }),
  };
}
