/**
 * Makes records of a server's database, in one read transaction: they show the server at one moment, while it may go on.
 * Login sessions, nonces, networks of logins, pushes on their way, unfinished uploads and the search index are left out.
 */
import type { Sealing } from "../sealing/sealing.ts";
import type { Connection } from "./connection.ts";
import { readMessages } from "./read-messages.ts";
import { readPeople } from "./read-people.ts";
import { readRest } from "./read-rest.ts";
import { readMarkers, readRooms, roomsOf } from "./read-rooms.ts";
import type { ArchiveRecord } from "./records.ts";
import type { Report } from "./report.ts";

/** What lies beside the database. */
export interface Surroundings {
  readonly sealing: Sealing;
  /** Text of config.json; null: there is none. */
  readonly config: string | null;
  /** PEM; null: there is none. */
  readonly vapidKey: string | null;
  /** Names of the files in db/serverAssets. */
  readonly assets: readonly string[];
}

/** Must run in a read transaction of `sqlite`, to its end. */
export function* readStore(
  sqlite: Connection,
  around: Surroundings,
  report: Report,
): Generator<ArchiveRecord> {
  yield serverRecord(sqlite, around);
  for (const name of around.assets) yield { kind: "asset", name, file: name };
  yield* readPeople(sqlite);
  const rooms = roomsOf(sqlite);
  yield* readRooms(sqlite, rooms);
  yield* readMessages(sqlite, rooms);
  yield* readMarkers(sqlite, rooms);
  yield* readRest(sqlite, rooms, around.sealing, report);
}

function serverRecord(sqlite: Connection, { config, vapidKey }: Surroundings): ArchiveRecord {
  const signingUrl = sqlite
    .query<{ value: string }, []>("SELECT value FROM meta WHERE key = 'signing_url'")
    .get()?.value;
  const last = sqlite.query<{ seq: number }, [string]>("SELECT seq FROM sqlite_sequence WHERE name = ?");
  const lastEmoji = last.get("emojis")?.seq;
  const lastSticker = last.get("stickers")?.seq;
  return {
    kind: "server",
    format: 1,
    ...(config !== null && { config }),
    ...(vapidKey !== null && { vapidKey }),
    ...(signingUrl !== undefined && { signingUrl }),
    ...(lastEmoji !== undefined && { lastEmoji }),
    ...(lastSticker !== undefined && { lastSticker }),
  };
}
