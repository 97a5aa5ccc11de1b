/** Everything of a reference folder that is read before its first record. */
import { firstFreeName } from "../first-free-name.ts";
import { someText } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import { type Attachments, readAttachments } from "./attachments.ts";
import { nobody } from "./channel-lists.ts";
import { type Channels, keyOfChannel, readChannels } from "./channels.ts";
import { type ImportedConfig, readConfig } from "./config.ts";
import { type Emojis, readEmojis } from "./emojis.ts";
import type { Findings } from "./findings.ts";
import type { ReferenceFolder } from "./folder.ts";
import type { RoomReport } from "./messages.ts";
import { type LogFacts, readLogFacts } from "./modlog.ts";
import { createPeople, type People, type Person } from "./people.ts";
import { noteOtherFiles } from "./plugins.ts";
import { type Polls, readPolls } from "./polls.ts";
import { type Roles, readRoles } from "./roles.ts";
import type { Room } from "./rooms.ts";
import {
  type Marker,
  pushRecords,
  readMarkers,
  readVapid,
  type SmallContext,
  webhookRecords,
} from "./small-files.ts";
import { type Survey, survey } from "./survey.ts";
import type { Tables } from "./tables.ts";
import { keyOfThread, readThreads, type ThreadEntry, threadRecords } from "./threads.ts";
import { readUsers, type Users } from "./users.ts";

export interface ReferenceOptions {
  /** Ids of accounts for names of the oldest servers, by the name in lower case. */
  readonly names?: ReadonlyMap<string, string>;
  /** Also messages that only the database of March 2026 has. Most of them were deleted later. */
  readonly includeDeleted?: boolean;
  /** Attachments that are past their end stay for ever. */
  readonly keepExpired?: boolean;
  /** Where the message of a read marker is gone, everything counts as unread, as on the reference server. */
  readonly unknownUnread?: boolean;
  /** Unix seconds. */
  readonly now?: number;
}

export interface Parts extends Base, Places, Rest {
  readonly survey: Survey;
  /** Ids of messages that were too long, with the new ones; of the messages so far. */
  readonly replacedIds: Map<string, string>;
  /** Of the rooms so far. */
  readonly roomReports: RoomReport[];
}

interface Base {
  readonly folder: ReferenceFolder;
  readonly tables: Tables;
  readonly findings: Findings;
  readonly options: ReferenceOptions;
  readonly config: ImportedConfig;
  readonly log: LogFacts;
  readonly users: Users;
  readonly people: People;
  readonly roles: Roles;
  /** Unix seconds. */
  readonly now: number;
}

interface Places {
  readonly channels: Channels;
  readonly threads: readonly RecordOf<"thread">[];
  /** A forum for threads that have none, if there are such. */
  readonly recoveredForum: RecordOf<"channel"> | null;
  readonly rooms: readonly Room[];
}

interface Rest {
  readonly emojis: Emojis;
  readonly polls: Polls;
  readonly attachments: Attachments;
  readonly vapidKey: string | null;
  readonly webhooks: readonly RecordOf<"webhook">[];
  readonly pushes: readonly RecordOf<"push">[];
  readonly markers: readonly Marker[];
}

export function readParts(
  folder: ReferenceFolder,
  tables: Tables,
  options: ReferenceOptions,
  findings: Findings,
): Parts {
  const config = readConfig(folder, findings);
  const users = readUsers(tables.users(), options.names ?? new Map(), findings);
  const base: Base = {
    ...{ folder, tables, findings, options, config, users },
    log: readLogFacts(folder),
    people: createPeople(users.known),
    roles: readRoles(tables.roles(), users.heldRoles, findings),
    now: options.now ?? Date.now() / 1000,
  };
  const places = readPlaces(base);
  const rest = readRest(base, places);
  const wanted = new Set(rest.markers.map(({ message }) => message));
  noteOtherFiles(folder, findings);
  return {
    ...base,
    ...places,
    ...rest,
    survey: survey(places.rooms, tables.messages, base.people, wanted),
    replacedIds: new Map(),
    roomReports: [],
  };
}

/** The person behind a name or id, who is kept as a user because something needs one. */
export function needed(people: People, text: string): Person {
  const found = people.named(text);
  found.isNeeded = true;
  return found;
}

function readPlaces(base: Base): Places {
  const { folder, tables, findings, config, log, people, roles, users, now } = base;
  const channels = readChannels(
    {
      value: tables.channels(),
      files: new Set(messageFiles(folder)),
      stored: tables.channelsWithMessages,
      renames: log.renames,
      roles,
      defaultRole: config.defaultRole,
    },
    findings,
  );
  const entries = readThreads(folder, tables.threads, findings);
  let recoveredForum: RecordOf<"channel"> | null = null;
  const context = {
    forumNamed(name: string) {
      const key = channels.roomNamed(name);
      return key !== undefined && channels.typeOf(key) === "forum" ? key : undefined;
    },
    recovered() {
      recoveredForum ??= forumForLostThreads(channels);
      return recoveredForum.room;
    },
    members: users.known.members,
    needed: (text: string) => needed(people, text).id,
    person: (text: string) => people.named(text).id,
    now,
  };
  const threads = threadRecords(entries, context, findings);
  return { channels, threads, recoveredForum, rooms: roomsOf(channels, entries) };
}

function readRest(base: Base, { channels, threads }: Places): Rest {
  const { folder, tables, findings, options, people, users, now } = base;
  const threadKeys = new Set(threads.map(({ room }) => room));
  const context: SmallContext = {
    roomNamed: channels.roomNamed,
    isText: (room) => channels.typeOf(room) === "text",
    threadWith: (id) => (threadKeys.has(keyOfThread(id)) ? keyOfThread(id) : undefined),
    members: users.known.members,
    needed: (text) => needed(people, text),
    person: people.named,
    now,
  };
  const polls = readPolls({ polls: tables.polls(), votes: tables.votes() }, now, findings);
  for (const user of polls.users) needed(people, user);
  const vapidKey = readVapid(folder, findings);
  const pushes = folder.json("db/push_subscriptions.json", "push subscriptions");
  const userNamed = (text: string) => people.named(text).id;
  return {
    polls,
    vapidKey,
    emojis: readEmojis(folder, findings),
    attachments: readAttachments(
      folder,
      { keepExpired: options.keepExpired === true, now, userNamed },
      findings,
    ),
    webhooks: webhookRecords(tables.webhooks(), context, findings),
    pushes: pushRecords(pushes, vapidKey, context, findings),
    markers: readMarkers(folder.json("db/unreads.json", "read markers"), context, findings),
  };
}

function messageFiles(folder: ReferenceFolder): string[] {
  const names = folder.list("db/channels").map(({ name }) => name);
  return names
    .filter((name) => name.endsWith(".json") && folder.file(`db/channels/${name}`) !== null)
    .map((name) => name.slice(0, -".json".length));
}

function forumForLostThreads({ roomNamed }: Channels): RecordOf<"channel"> {
  const name = firstFreeName("recovered-threads", (one) => roomNamed(one) !== undefined);
  return {
    kind: "channel",
    room: keyOfChannel(name),
    name,
    type: "forum",
    description: "Threads without a forum, found by the import",
    permissions: Object.fromEntries(Object.keys(nobody).map((action) => [action, []])),
  };
}

function roomsOf(channels: Channels, threads: readonly ThreadEntry[]): Room[] {
  return [
    ...channels.rooms.map(
      ({ key, name, files }): Room => ({
        key,
        name: `#${name}`,
        files: files.map((file) => `db/channels/${file}.json`),
        stored: files.map((channel) => ({ channel })),
      }),
    ),
    ...threads.map(
      ({ id, fields, files }): Room => ({
        key: keyOfThread(id),
        name: `thread ${someText(fields["name"]) ?? id}`,
        files,
        stored: [{ thread: id }],
      }),
    ),
  ];
}
