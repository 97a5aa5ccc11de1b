/** The rooms of a server and the messages in them, from message files, from the database of March 2026, or from both. */
import type { Fields } from "../../config/document.ts";
import type { Watch } from "../reading/chunks.ts";
import { objectsIn } from "../reading/objects.ts";
import { someText, timeOf } from "../reading/values.ts";
import type { Findings } from "./findings.ts";
import type { ReferenceFolder } from "./folder.ts";
import type { OldDatabase } from "./sqlite.ts";

export interface Room {
  readonly key: string;
  /** For people. */
  readonly name: string;
  readonly files: readonly string[];
  /** What the database calls it, now and before. */
  readonly stored: readonly ({ readonly channel: string } | { readonly thread: string })[];
}

export interface RawMessage {
  readonly fields: Fields;
  /** Its place among the files of the room. A message that stands in two of them is one message. */
  readonly part: number;
  readonly file: string;
  readonly line: number | string;
}

export const placeOf = ({ file, line }: RawMessage): string => `${file}:${line}`;

export type RawMessages = (room: Room, watch: RoomWatch) => Iterable<RawMessage>;

export interface RoomWatch {
  repaired(reason: string, place: string): void;
  skipped(reason: string, place: string, raw: string): void;
}

export const silent: RoomWatch = { repaired() {}, skipped() {} };

export const watchInto = (findings: Findings): RoomWatch => ({
  repaired: (reason, place) => findings.repaired("messages", reason, place),
  skipped: (reason, place, raw) => findings.skipped("messages", reason, place, raw),
});

/** From files alone. */
export function* messagesInFiles(
  folder: ReferenceFolder,
  room: Room,
  watch: RoomWatch,
): Generator<RawMessage> {
  for (const [part, name] of room.files.entries()) {
    const path = folder.file(name);
    if (path === null) continue;
    const lines: Watch = {
      repaired: (reason, line) => watch.repaired(reason, `${name}:${line}`),
      skipped: (reason, line, raw) => watch.skipped(reason, `${name}:${line}`, raw),
    };
    for (const { value, line } of objectsIn(path, lines)) yield { fields: value, part, file: name, line };
  }
}

const where = "db/originchats.db";

/** Fields that the database never had. */
const lost = [
  "ping",
  "pings",
  "interaction",
  "source",
  "discord_user_id",
  "discord_username",
  "discord_message_id",
];

/** The server still ran on its database: older files only fill what the database lost. */
export function* messagesInDatabase(
  folder: ReferenceFolder,
  database: OldDatabase,
  room: Room,
  watch: RoomWatch,
): Generator<RawMessage> {
  const fills = new Map<string, Fields>();
  for (const { fields } of messagesInFiles(folder, room, silent)) {
    const kept = lost.filter((key) => fields[key] !== undefined);
    const id = someText(fields["id"]);
    if (id !== undefined && kept.length > 0)
      fills.set(id, Object.fromEntries(kept.map((key) => [key, fields[key]])));
  }
  let count = 0;
  for (const row of rowsOf(database, room)) {
    count++;
    yield {
      fields: { ...fills.get(String(row["id"])), ...row },
      part: 0,
      file: where,
      line: `message ${row["id"]}`,
    };
  }
  // The move to the database left out channels whose file was an array.
  if (count === 0) yield* messagesInFiles(folder, room, watch);
}

/**
 * The server went back to files: the database fills what they lost.
 *
 * @param candidates whether messages that only the database has come too. Most of them were deleted later
 */
export function* messagesInBoth(
  folder: ReferenceFolder,
  database: OldDatabase,
  candidates: boolean,
  room: Room,
  watch: RoomWatch,
  note: (candidate: Fields) => void,
): Generator<RawMessage> {
  const rows = new Map<string, Fields>();
  for (const row of rowsOf(database, room)) rows.set(String(row["id"]), row);
  const present = new Set<string>();
  if (rows.size > 0) {
    for (const { fields } of messagesInFiles(folder, room, silent)) present.add(String(fields["id"]));
  }
  const others = [...rows].filter(([id]) => !present.has(id)).map(([, row]) => row);
  for (const row of others) note(row);
  let next = 0;
  const due = function* (until: number): Generator<RawMessage> {
    for (; candidates; next++) {
      const row = others[next];
      if (!row || (timeOf(row["timestamp"]) ?? 0) > until) return;
      yield { fields: row, part: -1, file: where, line: `message ${row["id"]}` };
    }
  };
  for (const raw of messagesInFiles(folder, room, watch)) {
    yield* due(timeOf(raw.fields["timestamp"]) ?? 0);
    const row = rows.get(String(raw.fields["id"]));
    yield row ? { ...raw, fields: withLost(raw.fields, row) } : raw;
  }
  yield* due(Number.POSITIVE_INFINITY);
}

/** What the way back to files dropped. */
function withLost(fields: Fields, row: Fields): Fields {
  const missing = ["embeds", "webhook", "interaction"].filter(
    (key) => fields[key] === undefined && row[key] !== undefined,
  );
  return missing.length === 0
    ? fields
    : { ...fields, ...Object.fromEntries(missing.map((key) => [key, row[key]])) };
}

function* rowsOf(database: OldDatabase, { stored }: Room): Generator<Fields> {
  for (const of of stored) yield* database.messages(of);
}
