import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  addChannels,
  type MemoryDatabase,
  openMemoryDatabase,
  storedMessage,
} from "../../tests/support/memory-database.ts";
import { matches, parseSearch, type Search } from "../chat/search-query.ts";
import { isFailure } from "../protocol/errors.ts";
import { changeChannelList } from "./channels.ts";
import { deleteMessage } from "./delete-message.ts";
import { editMessage } from "./edit-message.ts";
import type { StoredMessage } from "./messages.ts";
import { migrations } from "./migrations.ts";
import { insertMessage } from "./post-message.ts";
import { purgeDeletedRoom } from "./purge.ts";
import { findMessages, placeIn } from "./search.ts";
import { indexSome } from "./search-index.ts";
import type { Place } from "./search-step.ts";

fc.configureGlobal({ seed: 7119 });

const mira = "USR:local_mira";
let database: MemoryDatabase;
let general: number;
let kitchen: number;
let clock = 0;
let ids = 0;

beforeEach(() => {
  database = openMemoryDatabase();
  [general = 0, kitchen = 0] = addChannels(database, "general", "kitchen");
  clock = 1_000_000;
  ids = 0;
});
afterEach(() => database.close());

/** Time goes on with every other message only, so that rooms have messages of the same instant. */
const tick = () => (clock += ids % 2);

interface Given {
  readonly room?: number;
  readonly author?: string;
  readonly embeds?: readonly unknown[] | null;
  readonly users?: readonly string[];
}

function say(content: string, { room = general, author = mira, embeds = null, users = [] }: Given = {}) {
  const outcome = database.call(
    insertMessage({
      id: `m${++ids}`,
      room,
      author,
      content,
      now: tick(),
      embeds,
      replyTo: null,
      ping: null,
      mentions: { users, roles: [] },
      nonce: null,
    }),
  );
  return storedMessage(outcome);
}

function edit({ id, room: channel, author }: StoredMessage, content: string) {
  const outcome = database.call(editMessage({ id, room: channel, author, content, now: clock++ }));
  if (isFailure(outcome)) throw new Error(`not edited: ${outcome.val}`);
  return outcome;
}

function remove({ id, room: channel }: StoredMessage) {
  database.call(deleteMessage({ id, room: channel, actor: mira, mayOwn: true, mayAny: true, record: null }));
}

/** Until nothing is left to do. */
function indexAll(work = 64) {
  while (database.call(indexSome({ work }))) {}
}

/** As if all messages had been there before the index. */
function forgetIndex() {
  indexAll();
  database.sql("INSERT INTO search_words (search_words) VALUES ('delete-all')");
  database.sql("INSERT INTO search_unindexed SELECT id, last_position + 1 FROM channels");
}

function searchFor(text: string): Search {
  const query = parseSearch(text);
  if (!query) throw new Error(`nothing asked: ${text}`);
  return { ...query, authors: query.from, notAuthors: query.notFrom };
}

const ask = async <Result>(read: Parameters<MemoryDatabase["call"]>[0]) => database.call(read) as Result;

async function pageOf(...[by, given]: Parameters<typeof findMessages>) {
  const found = await findMessages(by, given);
  if (!found) throw new Error("refused, though nobody refuses");
  return found;
}

function find(text: string, { rooms = [general], before = null as Place | null, limit = 30 } = {}) {
  return pageOf(ask, { search: searchFor(text), rooms, before, limit });
}

const found = async (text: string, given = {}) =>
  (await find(text, given)).messages.map(({ content }) => content);

/** In the index as a whole, one way or the other. */
const inIndex = (word: string) =>
  database.sql("SELECT 1 FROM search_words_data WHERE instr(block, CAST(? AS BLOB)) > 0", [word]).length > 0;

describe("what is found is what a plain look at every message would find", () => {
  const words = [
    "tea",
    "teapot",
    "red",
    "über",
    "Uber",
    "東京",
    "京都",
    "https://x.example/a.png",
    "x",
    "ข้าว",
  ];
  const text = fc
    .array(fc.constantFrom(...words, "!", "🎉"), { maxLength: 5 })
    .map((parts) => parts.join(" "));
  const authors = [mira, "zoe", "Auto Mod"];
  const room = fc.constantFrom<0 | 1>(0, 1);
  const act = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        does: fc.constant("say"),
        text,
        room,
        who: fc.nat(2),
        embed: fc.constantFrom(null, "rich", "poll"),
      }),
    },
    { weight: 2, arbitrary: fc.record({ does: fc.constant("edit"), text, which: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ does: fc.constant("delete"), which: fc.nat() }) },
    {
      weight: 2,
      arbitrary: fc.record({ does: fc.constant("index"), work: fc.integer({ min: 1, max: 60 }) }),
    },
  );
  const asked = fc.constantFrom(
    ...[
      "tea",
      "tea ",
      "tea*",
      "te",
      "x",
      "red tea",
      '"red tea"',
      '"tea red" x',
      "-tea",
      '-"red tea"',
      'x -"red tea"',
      "red -tea*",
      "uber",
      "京",
    ],
    ...[
      "東京",
      "京 東",
      "🎉",
      "ข้า",
      "from:zoe",
      "from:zoe red",
      "-from:zoe",
      'from:"Auto Mod" from:zoe',
      "has:link",
    ],
    ...[
      "-has:image tea",
      "has:embed",
      "has:poll",
      "-has:poll has:embed",
      "mentions:zoe",
      "-mentions:zoe x",
      "pinned:true",
      "pinned:false red",
      "zz",
    ],
    ...[
      "https://x.example",
      "after:000000001.000010 x",
      "before:000000001.000020 tea",
      "-before:000000001.000015",
      "before:000000001",
      "red tea x uber",
      "pot",
      "-x -red",
    ],
  );

  test.each([
    ["indexed as they come", false, 0],
    ["over the border of a block", false, 2 ** 16 - 4],
    ["half of them from before the index", true, 0],
  ])("%s", async (_what, half, position) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 5, maxLength: 60 }),
        fc.array(asked, { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 1, max: 6 }),
        async (acts, queries, limit) => {
          database.sql("SAVEPOINT whole");
          if (position > 0) database.sql("UPDATE channels SET last_position = ?", [position]);
          let all: StoredMessage[] = [];
          for (const [nth, given] of acts.entries()) {
            if (half && nth === acts.length >> 1) forgetIndex();
            const one = "which" in given ? all[given.which % Math.max(1, all.length)] : undefined;
            if ("embed" in given) {
              all.push(
                say(given.text, {
                  room: given.room ? kitchen : general,
                  author: authors[given.who] ?? mira,
                  ...(given.embed && { embeds: [{ type: given.embed, title: "t" }], users: ["zoe"] }),
                }),
              );
            } else if ("work" in given) database.call(indexSome({ work: given.work }));
            else if (one && "text" in given) {
              if (given.text === "" && !one.embeds) continue;
              const changed = edit(one, given.text);
              all = all.map((message) => (message.id === one.id ? changed : message));
            } else if (one) {
              remove(one);
              all = all.filter((message) => message.id !== one.id);
            }
          }
          const newestFirst = all.toSorted((a, b) => b.at - a.at || b.room - a.room);
          for (const text of queries) {
            for (const rooms of [[general], [kitchen, general]]) {
              const search = searchFor(text);
              const expected = newestFirst.filter(
                (message) => rooms.includes(message.room) && matches(search, { ...message, files: [] }),
              );
              const pages: StoredMessage[] = [];
              for (let before: Place | null = null, more = true; more; ) {
                const page = await pageOf(ask, { search, rooms, before, limit });
                pages.push(...page.messages);
                more = page.more;
                const place: Place | null = database.call(placeIn({ id: pages.at(-1)?.id ?? "", rooms }));
                expect(page.end).toEqual(more ? place : null);
                before = place;
                if (more) expect(page.messages).toHaveLength(limit);
              }
              expect([text, pages.map(({ id }) => id)]).toEqual([text, expected.map(({ id }) => id)]);
            }
          }
          database.sql("INSERT INTO search_words (search_words) VALUES ('integrity-check')");
          database.sql("ROLLBACK TO whole");
          database.sql("RELEASE whole");
          database.sql("INSERT INTO search_words (search_words) VALUES ('integrity-check')");
        },
      ),
      { numRuns: 120 },
    );
  });
});

describe("the index", () => {
  test("a deleted message leaves it, and nothing of its words is left in it", async () => {
    const secret = say("password hunter2");
    say("password policy");
    indexAll();
    expect(inIndex("hunter2")).toBe(true);
    remove(secret);
    expect(await found("hunter2")).toEqual([]);
    expect(await found("password")).toEqual(["password policy"]);
    indexAll();
    expect(inIndex("hunter2")).toBe(false);
    expect(database.sql("SELECT * FROM search_removals")).toEqual([]);
    expect(await found("password")).toEqual(["password policy"]);
  });

  test("so does what an edit took away, however often it was edited before that", async () => {
    const message = say("first version");
    indexAll();
    edit(edit(message, "second hunter2"), "third");
    expect(await found("version")).toEqual([]);
    expect(await found("third")).toEqual(["third"]);
    indexAll();
    expect([inIndex("version"), inIndex("hunter2"), inIndex("third")]).toEqual([false, false, true]);
    expect(await found("third")).toEqual(["third"]);
  });

  test("so do the messages of a deleted channel, indexed, waiting, or older than the index", () => {
    const old = say("before the index");
    forgetIndex();
    edit(old, "before the index, and edited");
    const [, edited, deleted] = [say("indexed"), say("indexed, and edited"), say("indexed, and deleted")];
    database.call(indexSome({ work: 3 }));
    edit(edited, "another text");
    say("waiting");
    remove(deleted);
    say("waiting, too");
    say("elsewhere", { room: kitchen });
    const order = [{ id: kitchen }];
    database.call(changeChannelList({ changed: [], removed: [general], added: [], order, now: 1 }));
    while (database.call(purgeDeletedRoom({ limit: 2 }))) {}
    indexAll();
    for (const word of ["before", "indexed", "edited", "deleted", "another", "waiting"]) {
      expect([word, inIndex(word)]).toEqual([word, false]);
    }
    expect(inIndex("elsewhere")).toBe(true);
    for (const table of ["new", "queue", "removals", "unindexed"]) {
      expect([table, database.sql(`SELECT * FROM search_${table}`)]).toEqual([table, []]);
    }
  });

  test("messages from before it are searched at once and indexed later, in pieces", async () => {
    for (let n = 0; n < 300; n++) say(`old ${n}`, { room: n % 3 ? general : kitchen });
    forgetIndex();
    expect(await found("297")).toEqual([]);
    expect(await found("298")).toEqual(["old 298"]);
    let steps = 0;
    while (database.call(indexSome({ work: 100 }))) {
      steps++;
      expect(await found("4*", { limit: 2 })).toEqual(["old 49", "old 47"]);
    }
    expect(steps).toBeGreaterThan(3);
    expect(database.sql("SELECT count(*) AS count FROM search_words('old')")).toEqual([{ count: 300 }]);
  });

  test("a step does no more than it is asked for", () => {
    for (let n = 0; n < 100; n++) say("word");
    const indexed = () => database.sql("SELECT count(*) AS count FROM search_words('word')");
    expect(database.call(indexSome({ work: 30 }))).toBe(true);
    expect(indexed()).toEqual([{ count: 30 }]);
    expect(database.call(indexSome({ work: 70 }))).toBe(true);
    expect(indexed()).toEqual([{ count: 100 }]);
    expect(database.call(indexSome({ work: 30 }))).toBe(false);
  });

  test("what is edited or deleted before it was indexed needs no entry in the queue", async () => {
    say("first");
    indexAll();
    const [edited, deleted] = [say("one"), say("two")];
    edit(edited, "three");
    remove(deleted);
    expect(database.sql("SELECT * FROM search_queue")).toEqual([]);
    expect(await found("one")).toEqual([]);
    expect(await found("two")).toEqual([]);
    expect(await found("three")).toEqual(["three"]);
    indexAll();
    expect(await found("three")).toEqual(["three"]);
    expect(["one", "two", "three"].map(inIndex)).toEqual([false, false, true]);
  });
});

describe("a search", () => {
  test("looks at no more than a step's worth at once, and goes on where it stopped", async () => {
    const room = general;
    for (const content of ["the needle", ...Array.from({ length: 60 }, () => "hay")]) {
      database.sql("UPDATE channels SET last_position = last_position + 5000 WHERE id = ?", [room]);
      say(content);
    }
    forgetIndex();
    let steps = 0;
    const counted: typeof ask = async (read) => {
      steps++;
      return database.call(read) as never;
    };
    const search = searchFor("needle");
    const { messages, more } = await pageOf(counted, { search, rooms: [room], before: null, limit: 5 });
    expect(messages.map(({ content }) => content)).toEqual(["the needle"]);
    expect(more).toBe(false);
    expect(steps).toBeGreaterThan(10);
    expect(steps).toBeLessThan(60);
  });

  test("gives up on what is too far away, says that there may be more, and goes on from there", async () => {
    say("the needle");
    database.sql("UPDATE channels SET last_position = 20000000 WHERE id = ?", [general]);
    say("hay");
    forgetIndex();
    let page = await find("needle");
    for (let before: Place | null = null; page.end; page = await find("needle", { before })) {
      expect(page).toMatchObject({ messages: [], more: true });
      expect(page.end.key).toBeLessThan(before?.key ?? Number.POSITIVE_INFINITY);
      before = page.end;
    }
    expect(page).toMatchObject({ messages: [{ content: "the needle" }], more: false });
    expect(await find("needle", { rooms: [general, kitchen] })).toEqual({
      messages: [],
      more: true,
      end: null,
    });
  });

  test("a beginning that very many words have is found all the same", async () => {
    for (let n = 0; n < 500; n++) say(`w${n.toString(36)} ${n}`);
    indexAll();
    expect(await found("w", { limit: 2 })).toEqual(["wdv 499", "wdu 498"]);
    expect(await found("w 17 ")).toEqual([]);
    expect(await found("w* 17 ")).toEqual(["wh 17"]);
  });

  test("a phrase is its words next to each other, also when all of them stand in many messages", async () => {
    say("new york york york");
    for (let n = 0; n < 300; n++) say("new york is not york new is it");
    say("new new york york");
    say("york is new");
    indexAll();
    expect(await found('"new york york"')).toEqual(["new new york york", "new york york york"]);
    expect(await found('"york is new"')).toEqual(["york is new"]);
    expect(await found('"york york york"')).toEqual(["new york york york"]);
    expect(await found('"york york new"')).toEqual([]);
    expect(await found("-is -it", { limit: 9 })).toEqual(["new new york york", "new york york york"]);
  });

  test("a place is that of a message in one of the rooms only", () => {
    const { id } = say("here", { room: kitchen });
    expect(database.call(placeIn({ id, rooms: [general] }))).toBeNull();
    expect(database.call(placeIn({ id, rooms: [general, kitchen] }))).not.toBeNull();
    expect(database.call(placeIn({ id: "never", rooms: [general, kitchen] }))).toBeNull();
  });

  test("while a great many messages wait to be indexed, all of them are found", async () => {
    for (let n = 0; n < 2500; n++) say(n % 1000 === 7 ? `needle ${n}` : "hay");
    database.call(indexSome({ work: 100 }));
    expect(await found("needle")).toEqual(["needle 2007", "needle 1007", "needle 7"]);
    expect(await found("hay -needle", { limit: 3 })).toEqual(["hay", "hay", "hay"]);
  });
});

test("what is waiting has its text in no other table when nothing waits any more", () => {
  const message = say("once hunter2");
  indexAll();
  edit(message, "now");
  remove(message);
  indexAll();
  for (const table of ["search_queue", "search_removals", "messages"]) {
    expect([table, database.sql(`SELECT * FROM ${table}`)]).toEqual([table, []]);
  }
  expect(inIndex("hunter2")).toBe(false);
});

test("every query can be asked of the index, whatever was typed", async () => {
  say('some text, and "quoted" too');
  indexAll();
  const odd = fc.constantFrom(
    '"',
    "*",
    "-",
    "^",
    ":",
    "NEAR(",
    "AND",
    "OR",
    "NOT",
    "{",
    "}",
    "\0",
    "\ud800",
    "'",
    "words:",
    "🎉",
    "東",
    "é",
    "\ue000a",
    " ",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 256 }),
        fc
          .array(fc.oneof(odd, fc.string({ maxLength: 4 })), { maxLength: 30 })
          .map((parts) => parts.join("")),
      ),
      async (text) => {
        if (parseSearch(text)) await find(text);
      },
    ),
    { numRuns: 2000 },
  );
});

test("the step for a new folding empties the index, and every message is indexed anew", async () => {
  say("Łódź");
  indexAll();
  const waits = say("waits");
  remove(say("goes"));
  // As if the index held words of an older folding. The step is older than search_indexed, so the next one needs more.
  const step = migrations.find(({ name }) => name === "search folds more letters");
  const more =
    "INSERT OR REPLACE INTO search_indexed SELECT id, last_position FROM channels WHERE last_position > 0";
  for (const statement of [...(step?.statements ?? []), more, "DELETE FROM search_new"]) {
    database.sql(statement);
  }
  expect(inIndex("lodz")).toBe(false);
  expect(await found("lodz")).toEqual(["Łódź"]);
  indexAll();
  expect(inIndex("lodz")).toBe(true);
  expect(await found("lodz")).toEqual(["Łódź"]);
  expect(await found("waits")).toEqual(["waits"]);
  expect(await found("goes")).toEqual([]);
  // Each message is in the index once, so nothing of it is left when it goes.
  remove(waits);
  indexAll();
  expect(inIndex("waits")).toBe(false);
  expect(database.sql("SELECT 1 FROM search_words_config WHERE k = 'secure-delete' AND v = 1")).toHaveLength(
    1,
  );
});
