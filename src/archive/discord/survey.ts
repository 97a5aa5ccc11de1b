/**
 * The first of two walks over all messages: who wrote, who reacted, and where each id is. Records of members come before
 * those of messages, so both can't be made in one walk.
 */
import type { Fields } from "../../config/document.ts";
import { createIdTable, type IdTable } from "../reading/id-table.ts";
import { fieldsOf, listOf } from "../reading/values.ts";
import type { Report } from "../report.ts";
import { localName } from "./attachments.ts";
import { messagesIn } from "./export-file.ts";
import type { DiscordFolder, Export } from "./folder.ts";
import { createPeople, type People } from "./people.ts";
import type { Room } from "./rooms.ts";
import { isSnowflake } from "./snowflakes.ts";

export interface RawMessage {
  readonly fields: Fields;
  readonly id: string;
  /** Its number in the room. */
  readonly sequence: number;
  /** For the report: file and line. */
  readonly place: string;
}

export type Note = Pick<Report, "repaired" | "skipped">;

/** All messages of a room that have an id, also those that stand in two of its files. */
export function* messagesOf({ exports }: Pick<Room, "exports">, note: Note): Generator<RawMessage> {
  let sequence = 0;
  for (const { name, path } of exports) {
    const watch = {
      repaired: (reason: string, line: number) => note.repaired("message", reason, `${name}:${line}`),
      skipped: (reason: string, line: number) => note.skipped("message", reason, `${name}:${line}`),
    };
    for (const { value: fields, line } of messagesIn(path, watch)) {
      const { id } = fields;
      const place = `${name}:${line}`;
      if (isSnowflake(id)) yield { fields, id, sequence: sequence++, place };
      else note.skipped("message", "a message without an id", place);
    }
  }
}

export interface Survey {
  readonly ids: IdTable;
  readonly people: People;
  readonly messages: number;
  /** Who wrote the first message of a room, by its key: a user id. */
  readonly firstAuthors: ReadonlyMap<string, string>;
  /** Exports that some message has as an attachment: somebody uploaded them. */
  readonly uploaded: ReadonlySet<Export>;
}

/** @param now Unix seconds */
export function survey(rooms: readonly Room[], folder: DiscordFolder, now: number): Survey {
  const ids = createIdTable();
  const people = createPeople();
  const firstAuthors = new Map<string, string>();
  const uploaded = new Set<Export>();
  const byPath = new Map(folder.exports.map((one) => [folder.file(one.name), one]));
  let messages = 0;

  function noteUploaded(attachments: unknown): void {
    for (const item of listOf(attachments)) {
      const name = localName(folder, fieldsOf(item)["url"]);
      const found = name === null ? undefined : byPath.get(folder.file(name));
      if (found) uploaded.add(found);
    }
  }

  for (const [room, one] of rooms.entries()) {
    for (const { fields, id, sequence } of messagesOf(one, { repaired() {}, skipped() {} })) {
      const author = people.of(fields["author"]);
      if (!ids.add(id, { room, sequence, author: author.index })) continue;
      messages++;
      if (author.webhook === null && !firstAuthors.has(one.key)) firstAuthors.set(one.key, author.id);
      const at = timeIn(fields["timestamp"], now);
      if (at !== null && at / 1e6 < (author.firstAt ?? Number.POSITIVE_INFINITY)) author.firstAt = at / 1e6;
      for (const reaction of listOf(fields["reactions"])) {
        for (const user of listOf(fieldsOf(reaction)["users"])) people.of(user);
      }
      for (const user of listOf(fields["mentions"])) people.mentioned(user);
      noteUploaded(fields["attachments"]);
    }
  }
  return { ids, people, messages, firstAuthors, uploaded };
}

/**
 * Microseconds since the epoch, of a time in ISO 8601 such as `2024-05-01T10:00:00.123+00:00`. Null: it is none, or is
 * still to come by more than a day.
 *
 * @param now Unix seconds
 */
export function timeIn(value: unknown, now: number): number | null {
  if (typeof value !== "string" || value.length > 64) return null;
  const milliseconds = Date.parse(value);
  return milliseconds > 0 && milliseconds <= (now + 86_400) * 1000 ? milliseconds * 1000 : null;
}
