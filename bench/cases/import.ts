import { Database } from "bun:sqlite";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ArchiveRecord } from "../../src/archive/records.ts";
import { createReport } from "../../src/archive/report.ts";
import type { ArchiveSource } from "../../src/archive/source.ts";
import { writeStore } from "../../src/archive/write-store.ts";
import { scratch } from "../machine.ts";
import { type Benchmark, measure } from "../report.ts";

const messages = 1_000_000;
const rooms = 20;
const members = 1000;
const rounds = 3;
const folder = join(scratch, "import");

export const importing: Benchmark = {
  name: "import",
  about: `an import of ${messages.toLocaleString("en")} messages into a new data folder`,
  async run() {
    const whole: number[] = [];
    const each: number[] = [];
    const ratios: number[] = [];
    const memory: number[] = [];
    for (let round = 0; round < rounds; round++) {
      mkdirSync(folder, { recursive: true });
      const floor = bareInserts(join(folder, "floor.db"));
      const { seconds, written, bytes } = await importInto(join(folder, "data"));
      rmSync(folder, { recursive: true });
      whole.push(seconds);
      each.push((written / messages) * 1e6);
      ratios.push(written / floor);
      memory.push(bytes / 1e6);
    }
    return {
      measures: [
        measure("whole import", "s", whole, { most: 60 }),
        measure("  messages", "µs per message", each, { most: 15 }),
        measure("  messages, ours / floor", "×", ratios),
        measure("  memory of the process", "MB", memory, { most: 500 }),
      ],
      notes: [
        "every fifth message mentions somebody, every tenth has two reactions, every twentieth is a reply",
        "the floor inserts the same ids, authors, texts and times with the index of ids into one table of SQLite",
        "the whole import also checks every page of the database at its end; the search index is made by the server later",
      ],
    };
  },
};

async function importInto(dataFolder: string) {
  const start = performance.now();
  let [begun, ended, bytes] = [start, start, 0];
  await writeStore({
    source: { id: "bench", what: "generated", messages, records, file: () => null } satisfies ArchiveSource,
    dataFolder,
    now: Date.now(),
    report: createReport(),
    onProgress(kind) {
      if (kind === "thread" || kind === "channel") begun = performance.now();
      if (kind === "message") ended = performance.now();
      bytes = Math.max(bytes, process.memoryUsage.rss());
    },
  });
  return { seconds: (performance.now() - start) / 1000, written: (ended - begun) / 1000, bytes };
}

function* records(): Generator<ArchiveRecord> {
  yield { kind: "server", format: 1 };
  yield { kind: "role", id: "user", name: "user" };
  for (let n = 0; n < members; n++) {
    yield { kind: "member", id: `u${n}`, username: `bench-${n}`, createdAt: 1, roles: ["user"] };
  }
  for (let n = 0; n < rooms; n++) {
    yield {
      kind: "channel",
      room: `c${n}`,
      name: `room-${n}`,
      type: "text",
      permissions: { view: [{ role: "user" }] },
    };
  }
  for (let n = 0; n < messages; n++) yield messageOf(n);
}

function messageOf(n: number): ArchiveRecord {
  return {
    kind: "message",
    room: `c${Math.floor(n / (messages / rooms))}`,
    id: idOf(n),
    author: authorOf(n),
    content: textOf(n),
    at: timeOf(n),
    ...(n % 5 === 0 && { pings: { users: [authorOf(n + 1)] } }),
    ...(n % 10 === 0 && { reactions: [{ emoji: "🦊", users: [authorOf(n + 2), authorOf(n + 3)] }] }),
    ...(n % 20 === 1 && { replyTo: { id: idOf(n - 1), author: authorOf(n - 1) } }),
  };
}

/** In no order, like UUIDs. */
const idOf = (n: number) => `${Bun.hash(`${n}`).toString(16).padStart(16, "0")}-bench-${n}`;
const authorOf = (n: number) => `u${(n * 7) % members}`;
const textOf = (n: number) =>
  `Hello @${authorOf(n + 1)}, this message is as long as they usually are: it is number ${n}`;
const timeOf = (n: number) => 1_700_000_000_000_000 + n * 1_000_000;

/** Seconds. */
function bareInserts(file: string): number {
  using database = new Database(file);
  database.run("PRAGMA journal_mode = WAL");
  database.run("PRAGMA synchronous = NORMAL");
  database.run("PRAGMA cache_size = -131072");
  database.run(
    "CREATE TABLE m (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, author TEXT, content TEXT, at INTEGER)",
  );
  using insert = database.prepare("INSERT INTO m (id, author, content, at) VALUES (?, ?, ?, ?)");
  const start = performance.now();
  for (let n = 0; n < messages; ) {
    database.transaction(() => {
      for (const end = n + 10_000; n < end; n++) insert.run(idOf(n), authorOf(n), textOf(n), timeOf(n));
    })();
  }
  return (performance.now() - start) / 1000;
}
