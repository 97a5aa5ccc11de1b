/** Deleted text is looked for in the bytes of the database file, as anybody could who has the disk or a copy of it. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  addChannels,
  addMembers,
  type MemoryDatabase,
  openMemoryDatabase,
  sendMessage,
} from "../../../tests/support/memory-database.ts";
import { deleteMessage } from "../delete-message.ts";
import { indexSome } from "../search-index.ts";

let folder: string;
let file: string;
let database: MemoryDatabase;
let room: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "deleted-text-"));
  file = join(folder, "server.db");
  database = openMemoryDatabase(file);
  addMembers(database, "mira");
  [room = 0] = addChannels(database, "general");
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

/** A word of its own, so that it is a word of the search index too. */
const word = (n: number) => `secret${1000 + n}word`;
const send = (n: number, length: number) =>
  sendMessage(database, {
    id: `id${n}`,
    room,
    author: "mira",
    content: `${word(n)} ${"x".repeat(length)} ${word(n)}`,
  });
const remove = (n: number) =>
  database.call(
    deleteMessage({ id: `id${n}`, room, actor: "mira", mayOwn: true, mayAny: false, record: null }),
  );
const index = () => {
  while (database.call(indexSome({ work: 10_000 })));
};
/** Which of these messages the file holds, once it has all that the log has. */
function readable(numbers: readonly number[]): number[] {
  database.sql("PRAGMA wal_checkpoint(TRUNCATE)");
  const bytes = readFileSync(file);
  const log = existsSync(`${file}-wal`) ? readFileSync(`${file}-wal`) : Buffer.alloc(0);
  return numbers.filter((n) => bytes.includes(word(n)) || log.includes(word(n)));
}
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

test("pages that become free hold none of the text that they held", () => {
  for (const n of numbers(0, 600)) send(n, (n * 37) % 3000);
  index();
  expect(readable(numbers(0, 600))).toEqual(numbers(0, 600));
  for (const n of numbers(100, 500)) remove(n);
  index();
  const [{ freelist_count: free } = { freelist_count: 0 }] = database.sql("PRAGMA freelist_count") as {
    freelist_count: number;
  }[];
  expect(free).toBeGreaterThan(50);
  expect(readable(numbers(100, 500))).toEqual([]);
  expect(readable(numbers(500, 600))).toEqual(numbers(500, 600));
});

test("a single long message that is deleted leaves nothing of its pages", () => {
  for (const n of numbers(0, 20)) send(n, 20);
  send(20, 30_000);
  index();
  remove(20);
  index();
  expect(readable([20])).toEqual([]);
});
