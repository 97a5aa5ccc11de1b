/**
 * The one writer of imports: stores the records of any source into a new data folder. It works beside no server, writes
 * in transactions of some thousand records, and holds a few of them in memory, however many there are.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import type { Contents } from "../db/sqlite/copy.ts";
import { limits } from "../protocol/limits.ts";
import { createSealing, openSealing } from "../sealing/sealing.ts";
import { filesFolder, filesPlace } from "../startup/files-place.ts";
import { createIncoming, type Incoming } from "./incoming-files.ts";
import { type ArchiveRecord, type RecordKind, type RecordOf, recordKinds } from "./records.ts";
import type { Report } from "./report.ts";
import type { ArchiveSource } from "./source.ts";
import { openRehearsal, openTarget, type Target } from "./target.ts";
import { markerWriter } from "./write-markers.ts";
import { messageWriter } from "./write-messages.ts";
import { memberWriter, pictureWriter, roleWriter } from "./write-people.ts";
import {
  auditWriter,
  inviteWriter,
  muteWriter,
  namedPictureWriter,
  pushWriter,
  quietWriter,
  reminderWriter,
  scheduledWriter,
  webhookWriter,
} from "./write-rest.ts";
import { channelWriter, storedRooms, threadWriter } from "./write-rooms.ts";
import { assetWriter, serverWriter } from "./write-server.ts";
import type { KindWriter, KindWriters, Writing } from "./writing.ts";

export interface Importing {
  readonly source: ArchiveSource;
  /** Of the new server. Null: nothing is kept, to find out what an import would do. */
  readonly dataFolder: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly report: Report;
  /** Called after each transaction. @param messages so far */
  readonly onProgress?: (kind: RecordKind, messages: number) => void;
}

/** Records of one transaction. */
const batchRecords = 20_000;
/** Characters of the texts of one transaction's messages, about. */
const batchCharacters = 16_000_000;
/** Files that are copied together. */
const mostFiles = 16;

/**
 * @returns what the data folder holds afterwards; null: the same source was imported into it before
 * @throws Error with one line for people. What was stored so far stays for another try
 */
export async function writeStore(importing: Importing): Promise<Contents | null> {
  const { source, dataFolder } = importing;
  const target = dataFolder === null ? openRehearsal(source.id) : openTarget(dataFolder, source.id);
  if ("already" in target) return null;
  try {
    await writeAll(importing, target);
    return target.finish();
  } catch (error) {
    target.close();
    throw target.explain(error);
  }
}

async function writeAll(importing: Importing, target: Target): Promise<void> {
  const { source, report, onProgress } = importing;
  const { sqlite } = target;
  const records = startingWith(source.records());
  const first = await records.first;
  const config = first?.kind === "server" ? first.config : undefined;
  const writing = beginWriting(importing, target, config);
  const writers = writersOf(importing, writing);
  let kind: RecordKind = "server";
  let [inBatch, characters, messages] = [0, 0, 0];

  async function commit(): Promise<void> {
    await writing.files.settle();
    if (!sqlite.inTransaction) return;
    writers[kind].commit?.();
    sqlite.run("COMMIT");
    [inBatch, characters] = [0, 0];
    onProgress?.(kind, messages);
  }

  async function goTo(next: RecordKind | null): Promise<void> {
    const end = next === null ? recordKinds.length : recordKinds.indexOf(next);
    const begin = recordKinds.indexOf(kind);
    if (end < begin)
      throw new Error(`${source.what} has a record of the kind ${next} behind one of the kind ${kind}`);
    await commit();
    for (const ended of recordKinds.slice(begin, end)) {
      kind = ended;
      if (!writers[ended].end) continue;
      sqlite.run("BEGIN IMMEDIATE");
      writers[ended].end?.();
      await commit();
    }
    if (next !== null) kind = next;
  }

  for await (const record of records.all) {
    report.read(record.kind);
    if (record.kind !== kind) await goTo(record.kind);
    if (!sqlite.inTransaction) sqlite.run("BEGIN IMMEDIATE");
    writeOne(writers[record.kind] as KindWriter<never>, record as never, report);
    if (record.kind === "message") {
      messages++;
      characters += record.content.length + 200;
    }
    if (++inBatch >= batchRecords || characters >= batchCharacters) await commit();
    else if (writing.files.waiting >= mostFiles) await writing.files.settle();
  }
  await goTo(null);
}

function writeOne<Kind extends RecordKind>(
  writer: KindWriter<Kind>,
  record: RecordOf<Kind>,
  report: Report,
): void {
  const kind = (record as ArchiveRecord).kind;
  const { id } = record as { readonly id?: unknown };
  const isLong = typeof id === "string" && id.length > limits.id;
  const outcome = isLong ? { skipped: "its id is too long" } : writer.write(record);
  if (outcome === "imported") report.imported(kind);
  else if (outcome === "known") report.known(kind);
  else report.skipped(kind, outcome.skipped, writer.label(record));
}

function beginWriting(
  { source, dataFolder, now, report }: Importing,
  target: Target,
  config: string | undefined,
): Writing {
  const { sqlite } = target;
  const users = sqlite.query<{ id: string; present: number }, []>(
    "SELECT id, left_at IS NULL AS present FROM users",
  );
  const roles = sqlite.query<{ id: string }, []>("SELECT id FROM roles");
  return {
    sqlite,
    target,
    report,
    now: now / 1000,
    files: dataFolder === null ? createIncoming(source, null, "") : incomingInto(source, dataFolder, config),
    sealing: dataFolder === null ? createSealing(new Uint8Array(32)) : openSealing(join(dataFolder, "db")),
    users: new Map(users.all().map(({ id, present }) => [id, present !== 0])),
    roles: new Set(roles.all().map(({ id }) => id)),
    rooms: storedRooms({ sqlite, target }),
  };
}

/** The configuration says where files lie. */
function incomingInto(source: ArchiveSource, dataFolder: string, given: string | undefined): Incoming {
  const config = configFor(dataFolder, given);
  return createIncoming(
    source,
    filesPlace(config, dataFolder),
    join(filesFolder(config, dataFolder), "incoming"),
  );
}

function configFor(dataFolder: string, given: string | undefined): Config {
  const path = join(dataFolder, "config.json");
  const text = existsSync(path) ? readFileSync(path, "utf8") : (given ?? "{}");
  const parsed = parseConfig(text);
  if ("config" in parsed) return parsed.config;
  throw new Error(`The configuration has problems: ${parsed.problems.join(" ")}`);
}

function writersOf({ source, dataFolder }: Importing, writing: Writing): KindWriters {
  return {
    server: serverWriter(writing, dataFolder),
    asset: assetWriter(source, dataFolder),
    role: roleWriter(writing),
    picture: pictureWriter(writing),
    member: memberWriter(writing),
    channel: channelWriter(writing),
    thread: threadWriter(writing),
    message: messageWriter(writing),
    marker: markerWriter(writing),
    webhook: webhookWriter(writing),
    emoji: namedPictureWriter(writing, "emoji") as KindWriter<"emoji"> & KindWriter<"sticker">,
    sticker: namedPictureWriter(writing, "sticker"),
    invite: inviteWriter(writing),
    scheduled: scheduledWriter(writing),
    reminder: reminderWriter(writing),
    push: pushWriter(writing),
    quiet: quietWriter(writing),
    mute: muteWriter(writing),
    audit: auditWriter(writing),
  };
}

/** The first record, and all of them. */
function startingWith(records: AsyncIterable<ArchiveRecord> | Iterable<ArchiveRecord>) {
  const iterator =
    Symbol.asyncIterator in records ? records[Symbol.asyncIterator]() : records[Symbol.iterator]();
  const first = Promise.resolve(iterator.next());
  return {
    first: first.then(({ done, value }) => (done ? null : (value as ArchiveRecord))),
    all: (async function* () {
      for (let next = await first; !next.done; next = await iterator.next()) yield next.value;
    })(),
  };
}
