/** A folder of the Python reference server, of any version since its first, as the records of an archive. */
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { someText } from "../reading/values.ts";
import type { ArchiveRecord, RecordOf } from "../records.ts";
import type { ArchiveSource } from "../source.ts";
import { keyOfChannel } from "./channels.ts";
import { createFindings } from "./findings.ts";
import { openReferenceRoot, type ReferenceFolder } from "./folder.ts";
import { markerRecords } from "./markers.ts";
import { createMentions } from "./mentions.ts";
import { messageRecords, type RoomReport } from "./messages.ts";
import { auditRecords } from "./modlog.ts";
import { needed, type Parts, type ReferenceOptions, readParts } from "./parts.ts";
import { type ReferenceReport, reportOf } from "./report.ts";
import type { Room } from "./rooms.ts";
import { openTables } from "./tables.ts";
import { formerRecord, memberRecord } from "./users.ts";

export interface ReferenceSource extends ArchiveSource {
  /** What was read, repaired and left out. It is complete when all records were taken. */
  report(): ReferenceReport;
  close(): void;
}

/** Does the folder look like one of a reference server? */
export function isReferenceFolder(root: string): boolean {
  const has = (name: string) => statSync(`${root}/${name}`, { throwIfNoEntry: false }) !== undefined;
  // A data folder of this server has files of the same names.
  if (has("db/server.db") || has("db/server.lock")) return false;
  return has("db/channels") || has("db/users.json") || has("db/originchats.db") || has("db/channels.json");
}

/**
 * Reads everything but messages at once, and walks over the messages a first time.
 *
 * @throws Error when the folder can't be read
 */
export function openReference(root: string, options: ReferenceOptions = {}): ReferenceSource {
  const findings = createFindings();
  const folder = openReferenceRoot(root, findings);
  const tables = openTables(folder, options.includeDeleted === true, findings);
  try {
    const parts = readParts(folder, tables, options, findings);
    return {
      id: fingerprint(folder, options),
      what: "a folder of the reference server",
      messages: parts.survey.messages,
      records: () => recordsOf(parts),
      file: (name) => folder.file(name),
      report: () => reportOf(parts),
      close: () => tables.close(),
    };
  } catch (error) {
    tables.close();
    throw error;
  }
}

function* recordsOf(parts: Parts): Generator<ArchiveRecord> {
  const { config, vapidKey, emojis, recoveredForum } = parts;
  yield {
    kind: "server",
    format: 1,
    ...(config.text !== null && { config: config.text }),
    ...(vapidKey !== null && { vapidKey }),
    lastEmoji: Math.max(emojis.last, parts.survey.lastEmoji),
  };
  yield* config.assets;
  yield* parts.roles.records;
  yield* memberRecords(parts);
  yield* parts.channels.records;
  if (recoveredForum) yield recoveredForum;
  yield* parts.threads;
  const markers = markerRecords({ ...parts, unknownUnread: parts.options.unknownUnread === true });
  for (const message of allMessages(parts)) {
    markers.saw(message);
    yield message;
  }
  parts.polls.finish();
  parts.attachments.finish();
  yield* markers.records();
  yield* parts.webhooks;
  yield* emojis.records;
  yield* parts.pushes;
  yield* auditRecords(parts.folder, auditContext(parts), parts.findings);
}

function* allMessages(parts: Parts): Generator<RecordOf<"message">> {
  const { people, polls, attachments, roles, users, now, tables, findings } = parts;
  const context = {
    ...{ people, polls, attachments, now },
    ids: parts.survey.ids,
    replaced: parts.replacedIds,
    mentionsIn: createMentionsOf(parts),
    userNamed(name: string) {
      const { id } = people.named(name);
      return users.known.members.has(id) ? id : undefined;
    },
    roleNamed: roles.idOf,
  };
  for (const [index, room] of parts.rooms.entries()) {
    const report = newReport(room);
    parts.roomReports.push(report);
    yield* messageRecords({ room, index, report }, tables.messages, context, findings);
  }
}

const newReport = ({ key, name, files }: Room): RoomReport => ({
  ...{ room: key, name, files, read: 0, imported: 0, merged: 0, skipped: 0, goneOriginals: 0 },
  first: null,
  last: null,
});

function* memberRecords({ users, people, roles, log, findings, now }: Parts): Generator<RecordOf<"member">> {
  const context = {
    roles,
    bans: log.bans,
    person: people.named,
    needed: (text: string) => needed(people, text),
    now,
  };
  const members = users.entries.map((entry) => memberRecord(entry, context, findings));
  const ids = new Set(users.known.members);
  for (const found of people.all) {
    const wrote = found.firstAt !== null && found.rule !== "server" && found.rule !== "bridge";
    if (ids.has(found.id) || !(wrote || found.isNeeded)) continue;
    ids.add(found.id);
    yield formerRecord(found, now);
  }
  yield* members;
}

function createMentionsOf({ users, roles, channels, threads }: Parts) {
  const listsByRoom = new Map(channels.entries.map(({ name, lists }) => [keyOfChannel(name), lists.view]));
  const forums = new Map(threads.map(({ room, parent }) => [room, parent]));
  return createMentions({
    members: users.entries.map(({ id, username, fields, roles: held }) => ({
      ...{ id, username, roles: held },
      nickname: someText(fields["nickname"]),
    })),
    roles,
    viewersOf: (room) => listsByRoom.get(forums.get(room) ?? room) ?? [],
  });
}

function auditContext({ people, channels, threads, rooms, survey }: Parts) {
  const forums = new Map(threads.map(({ room, parent }) => [room, parent]));
  return {
    people,
    roomNamed: channels.roomNamed,
    roomOfMessage: (id: string) => {
      const key = rooms[survey.ids.find(id)?.room ?? -1]?.key;
      return key && (forums.get(key) ?? key);
    },
  };
}

/** Logs and whatever else lies in the folder may change meanwhile. */
function isRead(place: string, name: string): boolean {
  if (place === ".") return name === "config.json";
  return /\.(jsonl?|db|db-wal|pem|tmp)$/.test(name);
}

/** Tells the same folder, unchanged, and the same options from others. */
function fingerprint(folder: ReferenceFolder, options: ReferenceOptions): string {
  const hash = createHash("sha256");
  for (const place of [".", "db", "db/channels", "db/threads", "db/threadMessages", "vapid"]) {
    for (const entry of folder.list(place)) {
      if (!isRead(place, entry.name)) continue;
      const path = folder.file(`${place}/${entry.name}`);
      const stat = path === null ? null : statSync(path);
      if (stat) hash.update(JSON.stringify([place, entry.name, stat.size, stat.mtimeMs]));
    }
  }
  const { names, includeDeleted, keepExpired, unknownUnread } = options;
  hash.update(JSON.stringify([[...(names ?? [])], includeDeleted, keepExpired, unknownUnread]));
  return `reference ${hash.digest("hex")}`;
}
