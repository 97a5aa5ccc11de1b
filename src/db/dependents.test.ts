import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { fill } from "../../tests/support/full-store.ts";
import { general, help, thread } from "../../tests/support/full-store-rows.ts";
import { type MemoryDatabase, openMemoryDatabase } from "../../tests/support/memory-database.ts";
import { storeFaults } from "../../tests/support/store-checker.ts";
import { changeChannelList } from "./channels.ts";
import { danglingRules } from "./dangling-rules.ts";
import { deleteMessage } from "./delete-message.ts";
import { dependents, type Reference, references } from "./dependents.ts";
import { purgeDeletedRoom } from "./purge.ts";
import { indexSome } from "./search-index.ts";
import { deleteThread } from "./threads.ts";
import { removeUser } from "./users.ts";

let database: MemoryDatabase;
beforeEach(() => {
  database = openMemoryDatabase();
  fill(database);
});
afterEach(() => database.close());

type List = Readonly<Record<string, Readonly<Record<string, Reference | null>>>>;

/** A view of another table's rows, by SQLite's own full-text search. */
const views = new Set(["search_vocabulary"]);

/** Columns of these names refer to something, in whatever table. */
const referring =
  /^(?:message|room|channel|thread|parent|user|author|actor|target|role|roles|poll)(?:_?id)?$|_by$|_to$/;

/** What the list says of tables and columns that there aren't, and what it doesn't say of those that there are. */
function complaints(list: List): string[] {
  const tables = database.sql(
    "SELECT name, type FROM pragma_table_list WHERE type IN ('table', 'virtual') AND schema = 'main' AND name NOT LIKE 'sqlite_%'",
  ) as { name: string; type: string }[];
  const real = new Map(
    tables.flatMap(({ name, type }) => {
      if (views.has(name)) return [];
      const columns = database.sql("SELECT name FROM pragma_table_info(?)", [name]) as { name: string }[];
      return [[name, new Set([...columns.map((one) => one.name), ...(type === "virtual" ? ["rowid"] : [])])]];
    }),
  );
  const edit = "src/db/dependents.ts must say what its rows refer to, and src/db/tables.ts what they hold";
  const missing = [...real].flatMap(([table, columns]) => {
    const listed = list[table];
    if (!listed) return [`the table ${table} isn't in the list: ${edit}`];
    return [...columns].flatMap((column) =>
      column in listed ? [] : [`the column ${table}.${column} isn't in the list: ${edit}`],
    );
  });
  const said = Object.entries(list).flatMap(([table, columns]) =>
    Object.entries(columns).flatMap(([column, reference]) => {
      if (!real.get(table)?.has(column)) return [`the database has no ${table}.${column}: ${edit}`];
      return reference === null && referring.test(column)
        ? [`${table}.${column} has the name of a reference, but src/db/dependents.ts says that it is plain`]
        : [];
    }),
  );
  return [...missing, ...said];
}

/** A member's note on a message, as a new table would hold it. */
const notes = () => {
  database.sql("CREATE TABLE notes (message INTEGER NOT NULL, user TEXT NOT NULL, content TEXT NOT NULL)");
  database.sql("INSERT INTO notes SELECT key, 'u:nora', 'ask about it' FROM messages WHERE id = 'm1'");
};
const told: List = {
  ...dependents,
  notes: {
    message: { to: "message", onRemoval: "deleted" },
    user: { to: "user", onRemoval: "deleted" },
    content: null,
  },
};

describe("the list and the database agree", () => {
  test("on every table and column", () => {
    expect(complaints(dependents)).toEqual([]);
  });

  test("or it is said in plain words: a table, a column, a reference that nobody told the list about", () => {
    notes();
    database.sql("ALTER TABLE polls ADD COLUMN closed_by TEXT");
    const edit = "src/db/dependents.ts must say what its rows refer to, and src/db/tables.ts what they hold";
    expect(complaints(dependents).toSorted()).toEqual([
      `the column polls.closed_by isn't in the list: ${edit}`,
      `the table notes isn't in the list: ${edit}`,
    ]);
    const careless = {
      ...told,
      polls: { ...dependents.polls, closed_by: null },
      notes: { message: null, user: null, content: null, title: null },
    };
    const plain = "has the name of a reference, but src/db/dependents.ts says that it is plain";
    expect(complaints(careless)).toEqual([
      `polls.closed_by ${plain}`,
      `notes.message ${plain}`,
      `notes.user ${plain}`,
      `the database has no notes.title: ${edit}`,
    ]);
  });
});

const removals = {
  "a message": () => remove("m1"),
  "a message with a poll": () => remove("m:p2"),
  "a channel": () => close(general),
  "a forum": () => close(help),
  "a thread": () => database.call(deleteThread({ room: thread, now: 9 })),
  "a member": () => database.call(removeUser({ id: "u:nora", now: 9 })),
  "the author": () => database.call(removeUser({ id: "u:mira", now: 9 })),
} satisfies Readonly<Record<string, () => unknown>>;

const remove = (id: string) =>
  database.call(
    deleteMessage({ id, room: general, actor: "u:mira", mayOwn: true, mayAny: true, record: null }),
  );
const close = (id: number) =>
  database.call(changeChannelList({ changed: [], removed: [id], added: [], order: [], now: 9 }));

const settle = (limit: number) => {
  while (database.call(purgeDeletedRoom({ limit }))) {}
  while (database.call(indexSome({ work: 64 }))) {}
};
const faults = () => storeFaults((query) => database.sql(query));

describe("nothing of it is left in any table:", () => {
  test.each(Object.entries(removals).flatMap(([name, act]) => [1, 1000].map((n) => [name, n, act] as const)))(
    "%s, purged %p at a time",
    (_name, limit, act) => {
      act();
      settle(limit);
      // Pictures and other files are looked after by themselves.
      expect(faults().filter((fault) => !fault.startsWith("a picture of nobody"))).toEqual([]);
    },
  );

  test("the rules see the rows of a new table that a deletion leaves", () => {
    notes();
    const dangling = () =>
      Object.entries(danglingRules(references(told))).flatMap(([rule, query]) =>
        database.sql(query).length > 0 ? [rule] : [],
      );
    expect(dangling()).toEqual([]);
    remove("m1");
    expect(dangling()).toEqual(["notes.message leads to no message"]);
    database.call(removeUser({ id: "u:nora", now: 9 }));
    expect(dangling()).toEqual(["notes.message leads to no message", "notes.user leads to no member"]);
  });
});
