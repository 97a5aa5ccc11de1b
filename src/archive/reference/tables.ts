/** The collections of the folder, each from its file, from the database of March 2026, or from both. */
import type { Fields } from "../../config/document.ts";
import { asText, fieldsOf, listOf, timeOf } from "../reading/values.ts";
import type { Findings } from "./findings.ts";
import type { ReferenceFolder } from "./folder.ts";
import { messagesInBoth, messagesInDatabase, messagesInFiles, type RawMessages, silent } from "./rooms.ts";
import { filled, type OldDatabase, openOldDatabase } from "./sqlite.ts";
import { threadsWithFiles } from "./threads.ts";

export interface Tables {
  users(): unknown;
  roles(): unknown;
  channels(): unknown;
  webhooks(): unknown;
  polls(): unknown;
  votes(): unknown;
  /** Of the database, by id. */
  readonly threads: ReadonlyMap<string, Fields>;
  /** Names of channels whose messages are in the database alone. */
  readonly channelsWithMessages: ReadonlySet<string>;
  readonly messages: RawMessages;
  close(): void;
}

export function openTables(folder: ReferenceFolder, candidates: boolean, findings: Findings): Tables {
  const files = {
    users: () => folder.json("db/users.json", "users"),
    roles: () => folder.json("db/roles.json", "roles"),
    channels: () => folder.json("db/channels.json", "channels"),
    webhooks: () => folder.json("db/webhooks.json", "webhooks"),
    polls: () => folder.json("db/polls.json", "polls"),
    votes: () => folder.json("db/poll_votes.json", "votes"),
  };
  const database = openOldDatabase(folder, findings);
  if (!database) {
    return {
      ...files,
      threads: new Map(),
      channelsWithMessages: new Set(),
      messages: (room, watch) => messagesInFiles(folder, room, watch),
      close() {},
    };
  }
  // Each server has users: without them the file is empty or damaged.
  const isCurrent = Object.keys(database.users).length > 0 && !hasNewerFile(folder, database);
  return isCurrent
    ? ofDatabase(folder, database, files)
    : ofBoth(folder, database, candidates, files, findings);
}

type Files = Pick<Tables, "users" | "roles" | "channels" | "webhooks" | "polls" | "votes">;

/** Was a message written into a file after the newest one of the database? */
function hasNewerFile(folder: ReferenceFolder, { newest }: OldDatabase): boolean {
  for (const place of ["db/channels", "db/threadMessages"]) {
    for (const { name } of folder.list(place)) {
      if (!/\.jsonl?$/.test(name)) continue;
      const room = { key: "", name: "", files: [`${place}/${name}`], stored: [] };
      for (const { fields } of messagesInFiles(folder, room, silent)) {
        if ((timeOf(fields["timestamp"]) ?? 0) > newest) return true;
      }
    }
  }
  return false;
}

/** The server still ran on the database. Files from before fill what it has no place for. */
function ofDatabase(folder: ReferenceFolder, database: OldDatabase, files: Files): Tables {
  return {
    users: () => ({ ...withMissing(database.users, files.users()) }),
    roles: () =>
      Object.keys(database.roles).length > 0
        ? withObjectPermissions(database.roles, files.roles())
        : files.roles(),
    channels: () =>
      database.channels.length > 0 ? withNamesakes(database.channels, files.channels()) : files.channels(),
    webhooks: () => (Object.keys(database.webhooks).length > 0 ? database.webhooks : files.webhooks()),
    polls: () => database.polls,
    votes: () => database.votes,
    threads: database.threads,
    channelsWithMessages: database.channelsWithMessages,
    messages: (room, watch) => messagesInDatabase(folder, database, room, watch),
    close: () => database.close(),
  };
}

const deletedLater = "only in the old database; it was probably deleted later";

/** The server went back to files, which lack what only the database had. */
function ofBoth(
  folder: ReferenceFolder,
  database: OldDatabase,
  candidates: boolean,
  files: Files,
  findings: Findings,
): Tables {
  const withFiles = threadsWithFiles(folder);
  const threads = new Map<string, Fields>();
  for (const [id, row] of database.threads) {
    if (candidates || withFiles.has(id)) threads.set(id, row);
    else findings.skipped("threads", deletedLater, `db/originchats.db: thread ${id}`, row);
  }
  const noted = new Set<string>();
  const note = (row: Fields) => {
    const id = asText(row["id"]);
    if (candidates || noted.has(id)) return;
    noted.add(id);
    findings.skipped("messages", deletedLater, `db/originchats.db: message ${id}`, row);
  };
  return {
    ...files,
    users() {
      const users = fieldsOf(files.users());
      for (const [id, row] of Object.entries(database.users)) {
        if (users[id] !== undefined) continue;
        findings.skipped(
          "users",
          "only in the old database; the way back to files lost them, or they left",
          id,
          row,
        );
      }
      return users;
    },
    polls: () => ({ ...database.polls, ...fieldsOf(files.polls()) }),
    votes: () => ({ ...database.votes, ...fieldsOf(files.votes()) }),
    threads,
    channelsWithMessages: new Set(),
    messages: (room, watch) => messagesInBoth(folder, database, candidates, room, watch, note),
    close: () => database.close(),
  };
}

/** Each entry with the fields that it lacks. Entries that only the file has aren't taken: they were deleted. */
function withMissing(entries: Fields, file: unknown): Fields {
  const others = fieldsOf(file);
  return Object.fromEntries(
    Object.entries(entries).map(([key, fields]) => [key, filled(fields, others[key])]),
  );
}

/** The move to the database lost the roles that may mention a role. */
function withObjectPermissions(roles: Fields, file: unknown): Fields {
  const others = fieldsOf(file);
  return Object.fromEntries(
    Object.entries(roles).map(([name, fields]) => {
      const before = fieldsOf(fieldsOf(others[name])["permissions"]);
      const { mention_roles } = before;
      const kept = mention_roles === undefined ? {} : { mention_roles };
      return [name, { ...filled(fields, others[name]), ...kept }];
    }),
  );
}

function withNamesakes(channels: readonly Fields[], file: unknown): Fields[] {
  const byName = new Map(listOf(file).map((entry) => [fieldsOf(entry)["name"], entry]));
  return channels.map((channel) =>
    filled(channel, channel["name"] === undefined ? undefined : byName.get(channel["name"])),
  );
}
