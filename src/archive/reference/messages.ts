/** Messages as records: the second walk over the rooms. */
import { checkEmbeds } from "../../chat/embeds.ts";
import { httpUrl } from "../../chat/names.ts";
import type { PollEmbed } from "../../chat/polls.ts";
import { type Fields, isFields } from "../../config/document.ts";
import { maxEmojis } from "../../db/reactions.ts";
import { isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import type { IdTable, Place } from "../reading/id-table.ts";
import { asText, fieldsOf, listOf, madeId, someText, textOf, timeOf } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import type { Attachments } from "./attachments.ts";
import { type Findings, noteUnknownKeys } from "./findings.ts";
import type { People, Person } from "./people.ts";
import { type Polls, withPeople } from "./polls.ts";
import type { RawMessage, RawMessages, Room } from "./rooms.ts";
import { placeOf, watchInto } from "./rooms.ts";
import { authorOf, authorText, isBridged } from "./survey.ts";

type Message = RecordOf<"message">;
type Reactions = NonNullable<Message["reactions"]>;

export interface MessageContext {
  readonly people: People;
  readonly ids: IdTable;
  /** Ids that were too long, with those that the messages got instead. They are added as messages are read. */
  readonly replaced: Map<string, string>;
  readonly polls: Polls;
  readonly attachments: Attachments;
  /** Whom the text of a message mentions, as ids. */
  mentionsIn(content: string, author: string, room: string): { users: string[]; roles: string[] };
  userNamed(name: string): string | undefined;
  roleNamed(name: string): string | undefined;
  /** Unix seconds. */
  readonly now: number;
}

/** What was found in a room. */
export interface RoomReport {
  readonly room: string;
  readonly name: string;
  readonly files: readonly string[];
  read: number;
  imported: number;
  merged: number;
  skipped: number;
  /** Replies whose original was deleted. */
  goneOriginals: number;
  first: { readonly id: string; readonly timestamp: number } | null;
  last: { readonly id: string; readonly timestamp: number } | null;
}

export interface RoomToRead {
  readonly room: Room;
  /** Its number in the survey. */
  readonly index: number;
  readonly report: RoomReport;
}

/** The messages of a room, the oldest first. */
export function* messageRecords(
  { room, index, report }: RoomToRead,
  messagesOf: RawMessages,
  context: MessageContext,
  findings: Findings,
): Generator<Message> {
  const watch = watchInto(findings);
  const sequence = { at: 0, number: 0, partBegan: 0, part: 0 };
  const watched = {
    repaired(reason: string, place: string) {
      if (reason.startsWith("several messages")) report.merged++;
      watch.repaired(reason, place);
    },
    skipped(reason: string, place: string, raw: string) {
      report.read++;
      findings.read("messages");
      report.skipped++;
      watch.skipped(reason, place, raw);
    },
  };
  for (const raw of messagesOf(room, watched)) {
    report.read++;
    findings.read("messages");
    if (raw.part > sequence.part) {
      sequence.part = raw.part;
      sequence.partBegan = sequence.number;
    }
    const number = sequence.number++;
    const id = idOf(raw, { room: index, sequence: number }, sequence.partBegan, room, context, findings);
    if (id === null) {
      report.skipped++;
      continue;
    }
    const at = timeIn(raw, sequence.at, context.now, findings);
    sequence.at = at;
    const record = recordOf(raw, { id, at, room, index, number }, context, findings);
    report.imported++;
    if (record.replyTo && !isThere(record.replyTo.id, raw, context)) report.goneOriginals++;
    const seen = { id, timestamp: at / 1e6 };
    report.first ??= seen;
    report.last = seen;
    findings.imported("messages");
    yield record;
  }
}

/** Is the original of a reply among the messages? It may have got another id. */
function isThere(id: string, { fields }: RawMessage, { ids }: MessageContext): boolean {
  return ids.find(id) !== null || ids.find(asText(fieldsOf(fields["reply_to"])["id"])) !== null;
}

/** Null: the message stands in an older file of the room too, and was read there. */
function idOf(
  raw: RawMessage,
  own: Omit<Place, "author">,
  partBegan: number,
  room: Room,
  { ids, replaced }: MessageContext,
  findings: Findings,
): string | null {
  const { fields } = raw;
  const given = someText(fields["id"]);
  const { user, content, timestamp } = fields;
  const made = () => madeId("message", room.key, own.sequence, user, content, timestamp);
  if (given === undefined) {
    findings.repaired("messages", "a message without an id", placeOf(raw));
    return made();
  }
  const first = ids.find(given);
  const isFirst = first?.room === own.room && first.sequence === own.sequence;
  if (isFirst && given.length <= limits.id) return given;
  if (!isFirst && first?.room === own.room && first.sequence < partBegan) {
    findings.repaired("messages", "the same message stands in an older file too", placeOf(raw));
    return null;
  }
  findings.repaired(
    "messages",
    isFirst ? "an id that is too long" : "an id that another message has",
    `${placeOf(raw)} ${given.slice(0, 200)}`,
  );
  const id = made();
  if (isFirst) replaced.set(given, id);
  return id;
}

/** Microseconds. Messages keep their order, so none may be earlier than the one before it. */
function timeIn(raw: RawMessage, before: number, now: number, findings: Findings): number {
  const seconds = timeOf(raw.fields["timestamp"]);
  const isTime = seconds !== undefined && seconds <= now + 86_400;
  const at = isTime ? Math.round(seconds * 1e6) : 0;
  if (!isTime) findings.repaired("messages", "no time, or one to come", placeOf(raw));
  else if (at <= before && Math.round(before / 1e3) !== Math.round(at / 1e3)) {
    findings.repaired("messages", "an earlier time than that of the message before", placeOf(raw));
  }
  return Math.max(at, before + 1);
}

interface Position {
  readonly id: string;
  readonly at: number;
  readonly room: Room;
  readonly index: number;
  readonly number: number;
}

const knownKeys: ReadonlySet<string> = new Set([
  ...[
    "id",
    "user",
    "content",
    "timestamp",
    "type",
    "pinned",
    "edited",
    "reply_to",
    "ping",
    "reactions",
    "embeds",
  ],
  ...[
    "attachments",
    "webhook",
    "interaction",
    "pings",
    "edited_timestamp",
    "position",
    "channel",
    "thread_id",
  ],
  ...["source", "discord_user_id", "discord_username", "discord_message_id"],
]);

function recordOf(raw: RawMessage, position: Position, context: MessageContext, findings: Findings): Message {
  const { fields } = raw;
  const place = placeOf(raw);
  const { id, at, room } = position;
  const author = authorOf(raw, context.people);
  context.people.uses[context.people.ruleOf(authorText(fields["user"]), isBridged(fields))]++;
  const content = textOf(fields["content"]) ?? contentOf(fields["content"], place, findings);
  const replyTo = replyOf(fields["reply_to"], position, place, context, findings);
  const pings = pingsOf(fields, { content, author: author.id, room: room.key, replyTo }, context);
  const webhook = webhookOf(fields, author);
  const interaction = interactionOf(fields["interaction"]);
  const embeds = embedsOf(fields["embeds"], someText(fields["id"]) ?? id, place, context, findings);
  const reactions = reactionsOf(fields["reactions"], place, context, findings);
  const attachments = context.attachments.of(fields["attachments"], {
    id,
    author: author.id,
    at: at / 1e6,
    place,
  });
  noteUnknownKeys(fields, knownKeys, { collection: "messages", place, findings });
  return {
    kind: "message",
    room: room.key,
    id,
    author: author.id,
    content,
    at,
    ...(replyTo && { replyTo }),
    ...(typeof fields["ping"] === "boolean" && { ping: fields["ping"] }),
    ...(pings && { pings }),
    ...embeds,
    ...(webhook && { webhook }),
    ...(interaction && { interaction }),
    ...(fields["edited"] === true && { editedAt: editedAt(fields, at) }),
    ...(fields["pinned"] === true && { pinned: true }),
    ...(reactions.length > 0 && { reactions }),
    ...(attachments.length > 0 && { attachments }),
  };
}

function contentOf(value: unknown, place: string, findings: Findings): string {
  if (value === undefined || value === null) return "";
  findings.repaired("messages", "not text", place);
  return asText(value);
}

/** Nobody stored when a message was edited. */
function editedAt(fields: Fields, at: number): number {
  const seconds = timeOf(fields["edited_timestamp"]);
  return seconds === undefined ? at : Math.max(at, Math.round(seconds * 1e6));
}

function replyOf(
  value: unknown,
  { room, index, number }: Position,
  place: string,
  { people, ids, replaced }: MessageContext,
  findings: Findings,
): Message["replyTo"] {
  const { id, user } = fieldsOf(value);
  const original = someText(id);
  if (original === undefined) return undefined;
  const found = ids.find(original);
  if (found && (found.room !== index || found.sequence >= number)) {
    findings.repaired(
      "messages",
      `it replies to a message that doesn't come before it in ${room.name}`,
      place,
    );
    return undefined;
  }
  if (!found && original.length > limits.id) return undefined;
  const author = found ? people.at(found.author) : undefined;
  return {
    id: replaced.get(original) ?? original,
    author: author?.id ?? people.named(asText(user ?? "unknown")).id,
  };
}

function pingsOf(
  fields: Fields,
  message: { content: string; author: string; room: string; replyTo: Message["replyTo"] },
  context: MessageContext,
): Message["pings"] {
  const { content, author, room, replyTo } = message;
  const given = fields["pings"];
  const { users, roles } = isFields(given)
    ? {
        users: named(given["users"], context.userNamed),
        roles: named(given["roles"], context.roleNamed),
      }
    : content.includes("@")
      ? context.mentionsIn(content, author, room)
      : { users: [], roles: [] };
  const calls = replyTo && fields["ping"] !== false && replyTo.author !== author;
  const replies = calls ? [replyTo.author] : [];
  if (users.length + roles.length + replies.length === 0) return undefined;
  return {
    ...(users.length > 0 && { users }),
    ...(roles.length > 0 && { roles }),
    ...(replies.length > 0 && { replies }),
  };
}

const named = (value: unknown, idOf: (name: string) => string | undefined): string[] => [
  ...new Set(listOf(value).flatMap((name) => idOf(asText(name)) ?? [])),
];

const longestName = 100;

function webhookOf(fields: Fields, author: Person): Message["webhook"] {
  const { webhook } = fields;
  if (!isFields(webhook)) {
    // Somebody on Discord must not look like a member of the same name.
    if (author.rule !== "bridge" && !isBridgedOutsider(fields, author)) return undefined;
    const name = someText(fields["discord_username"]) ?? author.id;
    return { id: "discord", name: name.slice(0, longestName) };
  }
  const avatar = httpUrl(webhook["avatar"], 2048);
  return {
    id: asText(webhook["id"] ?? "").slice(0, limits.id),
    name: asText(webhook["name"] ?? "webhook").slice(0, longestName),
    ...(avatar !== null && { avatar }),
  };
}

const isBridgedOutsider = (fields: Fields, { rule }: Person): boolean =>
  rule !== "member" && isBridged(fields);

function interactionOf(value: unknown): Message["interaction"] {
  if (!isFields(value)) return undefined;
  return { command: asText(value["command"] ?? ""), username: asText(value["username"] ?? "") };
}

function embedsOf(
  value: unknown,
  given: string,
  place: string,
  { polls, people }: MessageContext,
  findings: Findings,
): Pick<Message, "embeds" | "votes"> {
  if (value === undefined || value === null) return {};
  const embeds: unknown[] = [];
  let votes: Message["votes"];
  for (const item of listOf(value)) {
    if (isFields(item) && item["type"] === "poll") {
      // A message asks at most one thing.
      const found = votes === undefined ? polls.of(given, item) : null;
      if (found) {
        embeds.push({ type: "poll", poll: found.poll } satisfies PollEmbed);
        votes = withPeople(found.votes, found.poll.multiple, people);
      } else
        findings.skipped(
          "polls",
          "a poll without question or options, or the second of a message",
          place,
          item,
        );
      continue;
    }
    // Clients trust that every address in an embed is http or https.
    const checked = checkEmbeds([item]);
    if (isFailure(checked))
      findings.skipped("messages", `an embed that this server refuses: ${checked.val}`, place, item);
    else embeds.push(...checked.embeds);
  }
  return { ...(embeds.length > 0 && { embeds }), ...(votes && votes.length > 0 && { votes }) };
}

const longestEmoji = 200;

function reactionsOf(
  value: unknown,
  place: string,
  { people }: MessageContext,
  findings: Findings,
): Reactions {
  if (!isFields(value)) return [];
  const reactions: Reactions = [];
  for (const [emoji, list] of Object.entries(value)) {
    const users = [...new Set(listOf(list).map((user) => people.named(asText(user)).id))];
    if (users.length === 0) continue;
    const isOdd = emoji === "" || emoji.length > longestEmoji || emoji === "__proto__";
    if (isOdd || reactions.length === maxEmojis) {
      findings.skipped(
        "messages",
        isOdd ? "a reaction without an emoji, or an overlong one" : `more than ${maxEmojis} emojis`,
        place,
        emoji,
      );
    } else reactions.push({ emoji, users });
  }
  return reactions;
}
