/** The writer of the floor of storing: one row for each text of a batch, one commit for the batch. */
import { Database } from "bun:sqlite";
import { join } from "node:path";

declare const self: Worker;

/** `open`, or the id of the first row of a batch that is stored. */
export type Stored = "open" | number;

let store: ((texts: readonly string[]) => number) | null = null;

self.onmessage = ({ data }: MessageEvent<string | readonly string[]>) => {
  if (store) {
    postMessage(store(data as readonly string[]) satisfies Stored);
    return;
  }
  store = openStore(join(data as string, "floor.db"));
  postMessage("open" satisfies Stored);
};

function openStore(file: string): (texts: readonly string[]) => number {
  const database = new Database(file, { create: true, strict: true });
  // As src/db/sqlite/database.ts has them.
  database.run("PRAGMA journal_mode = WAL");
  database.run("PRAGMA synchronous = FULL");
  database.run("PRAGMA wal_autocheckpoint = 4000");
  database.run(
    "CREATE TABLE messages (key INTEGER PRIMARY KEY, author TEXT, content TEXT, at INTEGER) STRICT",
  );
  const insert = database.prepare("INSERT INTO messages VALUES (?, ?, ?, ?)");
  let key = 0;
  return database.transaction((texts: readonly string[]) => {
    const first = key + 1;
    for (const text of texts) {
      const { content } = JSON.parse(text) as { content: string };
      insert.run(++key, "USR:000001", content, Date.now());
    }
    return first;
  });
}
