/** Messages as records: the second walk over the rooms. */
import type { Fields } from "../../config/document.ts";
import { limits } from "../../protocol/limits.ts";
import { fieldsOf, listOf, numberOf, someText, textOf } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import type { Report } from "../report.ts";
import { attachmentsOf } from "./attachments.ts";
import { embedOf } from "./embeds.ts";
import type { DiscordFolder } from "./folder.ts";
import type { Person } from "./people.ts";
import type { Room } from "./rooms.ts";
import { timeOfSnowflake } from "./snowflakes.ts";
import { messagesOf, type RawMessage, type Survey, timeIn } from "./survey.ts";
import { type Names, quoted, readable } from "./texts.ts";

type Message = RecordOf<"message">;

/** What an export has but no message can keep. */
export interface Losses {
  /** Reactions of people whom the export does not name. */
  reactions: number;
  /** Previews of links. Clients make their own. */
  previews: number;
}

export interface MessageContext {
  readonly folder: DiscordFolder;
  readonly survey: Survey;
  readonly names: Names;
  readonly report: Report;
  readonly losses: Losses;
  /** Unix seconds. */
  readonly now: number;
}

/** Kinds whose text people or programs wrote. All others are notices of Discord. */
const written: ReadonlySet<string> = new Set(["Default", "Reply", "0", "19", "20", "23"]);
const starters: ReadonlySet<string> = new Set(["21", "ThreadStarterMessage"]);

/** UTF-16 units of a text. Discord has at most 4000. */
const longestText = 10_000;

/**
 * The messages of a room, the oldest first.
 *
 * @param index the number of the room in the survey
 */
export function* messageRecords(room: Room, index: number, context: MessageContext): Generator<Message> {
  const { survey, report } = context;
  let before = 0;
  for (const raw of messagesOf(room, report)) {
    const first = survey.ids.find(raw.id);
    if (first?.room !== index || first.sequence !== raw.sequence) {
      report.skipped("message", "it stands in the exports twice", raw.place);
      continue;
    }
    const record = recordOf(raw, { room, index, before }, context);
    if (record === null) continue;
    before = record.at;
    yield record;
  }
}

interface Position {
  readonly room: Room;
  readonly index: number;
  /** The time of the message before it. */
  readonly before: number;
}

/** Null: nothing of it can be shown. */
function recordOf(raw: RawMessage, position: Position, context: MessageContext): Message | null {
  const { fields, id } = raw;
  const author = context.survey.people.of(fields["author"]);
  const at = timeOf(raw, position.before, context);
  const forwarded = fieldsOf(fields["forwardedMessage"]);
  const files = attachmentsOf(
    [...listOf(fields["attachments"]), ...listOf(forwarded["attachments"])],
    { id, author: author.id, at: at / 1e6 },
    context.folder,
    context.report,
  );
  const content = contentOf(raw, forwarded, files.lines, context);
  const embeds = embedsOf(raw, context);
  if (content === "" && embeds.length + files.files.length === 0) {
    context.report.skipped("message", emptyReason(fields), raw.place);
    return null;
  }
  const replyTo = replyOf(raw, position, context);
  const edited = timeIn(fields["timestampEdited"], context.now);
  const reactions = reactionsOf(raw, context);
  const interaction = interactionOf(fields["interaction"]);
  return {
    kind: "message",
    room: position.room.key,
    ...{ id, author: author.id, content, at },
    ...(replyTo && { replyTo }),
    ...(embeds.length > 0 && { embeds }),
    ...webhookOf(author),
    ...(interaction && { interaction }),
    ...(edited !== null && { editedAt: Math.max(edited, at) }),
    ...(fields["isPinned"] === true && { pinned: true }),
    ...(reactions.length > 0 && { reactions }),
    ...(files.files.length > 0 && { attachments: [...files.files] }),
  };
}

function emptyReason({ type }: Fields): string {
  const kind = textOf(type) ?? "";
  if (starters.has(kind)) return "the notice of a thread's first message, which stands in its channel";
  return written.has(kind) ? "nothing in it that can be shown" : "a notice of Discord without a text";
}

/** Microseconds. Messages keep their order, so none may be earlier than the one before it. */
function timeOf({ fields, id, place }: RawMessage, before: number, { report, now }: MessageContext): number {
  const given = timeIn(fields["timestamp"], now);
  if (given === null) report.repaired("message", "no time, or one to come; that of its id was taken", place);
  const at = given ?? Math.round(Math.min(timeOfSnowflake(id), now) * 1e6);
  if (at < before - 1000)
    report.repaired("message", "an earlier time than that of the message before", place);
  return Math.max(at, before + 1);
}

function contentOf(
  { fields, place }: RawMessage,
  forwarded: Fields,
  links: readonly string[],
  { names, report }: MessageContext,
): string {
  const own = readable(textOf(fields["content"]) ?? "", names);
  const other = readable(textOf(forwarded["content"]) ?? "", names);
  const stickers = [...listOf(fields["stickers"]), ...listOf(forwarded["stickers"])].flatMap((item) => {
    const name = someText(fieldsOf(item)["name"]);
    return name === undefined ? [] : [`(sticker: ${name})`];
  });
  const lines = [own, other && quoted(other), ...stickers, ...links].filter((line) => line !== "");
  const text = lines.join("\n").toWellFormed();
  if (text.length <= longestText) return text;
  report.repaired("message", `a text of more than ${longestText} characters was cut`, place);
  return text.slice(0, longestText).toWellFormed();
}

function embedsOf({ fields, place }: RawMessage, { report, losses }: MessageContext): unknown[] {
  const given = listOf(fields["embeds"]);
  if (fieldsOf(fields["author"])["isBot"] !== true) {
    losses.previews += given.length;
    return [];
  }
  return given.slice(0, limits.embeds).flatMap((item) => {
    const embed = embedOf(item);
    if (typeof embed !== "string") return [embed];
    report.repaired("message", `an embed was left out: ${embed}`, place);
    return [];
  });
}

function webhookOf({ webhook }: Person): Pick<Message, "webhook"> {
  return webhook ? { webhook: { id: webhook.id, name: webhook.name } } : {};
}

function interactionOf(value: unknown): Message["interaction"] {
  const { name, user } = fieldsOf(value);
  const command = someText(name);
  if (command === undefined) return undefined;
  const { nickname, name: username } = fieldsOf(user);
  return {
    command: command.slice(0, limits.username),
    username: (someText(nickname) ?? someText(username) ?? "unknown").slice(0, limits.username),
  };
}

function replyOf(
  { fields, sequence, place }: RawMessage,
  { index }: Position,
  { survey, report }: MessageContext,
): Message["replyTo"] {
  const type = textOf(fields["type"]);
  const id = textOf(fieldsOf(fields["reference"])["messageId"]);
  if (id === undefined || (type !== "Reply" && type !== "19")) return undefined;
  const original = survey.ids.find(id);
  if (original?.room === index && original.sequence < sequence) {
    return { id, author: survey.people.at(original.author)?.id ?? "" };
  }
  report.repaired("message", "the message that it replied to is not in the export before it", place);
  return undefined;
}

const longestEmoji = 200;

function reactionsOf(
  { fields }: RawMessage,
  { survey, losses }: MessageContext,
): NonNullable<Message["reactions"]> {
  const reactions = new Map<string, Set<string>>();
  for (const item of listOf(fields["reactions"])) {
    const { emoji, count, users } = fieldsOf(item);
    const { id, name } = fieldsOf(emoji);
    const shown = someText(id) === undefined ? someText(name) : `:${textOf(name) ?? ""}:`;
    const named = listOf(users).map((user) => survey.people.of(user).id);
    const isOdd = shown === undefined || shown.length > longestEmoji || shown === "__proto__";
    losses.reactions += Math.max(0, (numberOf(count) ?? 0) - (isOdd ? 0 : named.length));
    if (isOdd || named.length === 0) continue;
    const all = reactions.get(shown) ?? new Set();
    for (const user of named) all.add(user);
    reactions.set(shown, all);
  }
  return [...reactions].map(([emoji, users]) => ({ emoji, users: [...users] }));
}
