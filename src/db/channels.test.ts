import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  addChannels,
  addMembers,
  type MemoryDatabase,
  openMemoryDatabase,
} from "../../tests/support/memory-database.ts";
import type { Channel } from "../chat/model.ts";
import { fail } from "../protocol/errors.ts";
import { type ChannelChange, changeChannelList, hiddenChannels, updateChannel } from "./channels.ts";
import { deleteMessage } from "./delete-message.ts";
import { pageByOffset } from "./history.ts";
import { loadEverything } from "./meta.ts";
import { insertMessage } from "./post-message.ts";
import { purgeDeletedRoom } from "./purge.ts";
import { createThread } from "./threads.ts";

let database: MemoryDatabase;
let first: number;
let second: number;

beforeEach(() => {
  database = openMemoryDatabase();
  [first = 0, second = 0] = addChannels(database, "first", "second");
  addMembers(database, "mira");
});
afterEach(() => database.close());

const loaded = () => database.call(loadEverything({})).channels;
const names = () => loaded().map(({ channel }) => channel.name);

function channel(id: number): Channel {
  const found = loaded().find((entry) => entry.channel.id === id);
  if (!found) throw new Error(`no channel ${id}`);
  return found.channel;
}

function change(given: Partial<ChannelChange>): number[] {
  return database.call(
    changeChannelList({ changed: [], removed: [], added: [], order: [], now: 5, ...given }),
  );
}

function send(id: string, to: number) {
  const message = { id, room: to, author: "mira", content: "text", now: 1, replyTo: null, ping: null };
  return database.call(
    insertMessage({ ...message, mentions: { users: [], roles: [] }, embeds: null, nonce: null }),
  );
}

const messages = () =>
  (database.sql("SELECT count(*) AS count FROM messages") as { count: number }[])[0]?.count;

describe("the list", () => {
  test("two channels swap their names in one change", () => {
    change({
      changed: [
        { ...channel(first), name: "second" },
        { ...channel(second), name: "first" },
      ],
    });
    expect(names()).toEqual(["second", "first"]);
    expect(channel(first).name).toBe("second");
  });

  test("a new channel may take the name that another gives up in the same change", () => {
    const [added = 0] = change({
      changed: [{ ...channel(first), name: "renamed" }],
      added: [{ ...channel(first), name: "first", description: "new" }],
      order: [{ added: 0 }, { id: second }, { id: first }],
    });
    expect(names()).toEqual(["first", "second", "renamed"]);
    expect(channel(added)).toMatchObject({ name: "first", description: "new" });
  });

  test("a name that is in use is refused", () => {
    expect(() => change({ changed: [{ ...channel(first), name: "second" }] })).toThrow(/UNIQUE/);
  });

  test("every field comes back as it was stored", () => {
    const whole: Channel = {
      ...channel(first),
      type: "separator",
      displayName: "Shown",
      description: "About",
      icon: "https://x.example/i.png",
      size: 12.5,
      extra: { own: [1, { a: null }] },
    };
    change({ changed: [whole] });
    expect(channel(first)).toEqual(whole);
  });

  test("each channel is loaded with its newest message", () => {
    send("a", first);
    send("b", first);
    expect(loaded().map(({ tail }) => tail?.lastMessageId ?? null)).toEqual(["b", null]);
  });
});

describe("the type of a channel", () => {
  const typed = (type: Channel["type"]) =>
    updateChannel({ channel: { ...channel(first), type }, renamed: false, record: null });
  const begun = { id: "t", parent: 0, name: "x", createdBy: "mira", createdAt: 1, participants: ["mira"] };
  const begin = (parent: number) =>
    database.call(createThread({ thread: { ...begun, parent }, first: null }));

  test("changes only while nothing is in it, whatever the server knew when it decided", () => {
    send("early", first);
    expect(database.call(typed("forum"))).toEqual(fail("channel_type_fixed", { type: "forum" }));
    expect(() => change({ changed: [{ ...channel(first), type: "forum" }] })).toThrow(/not empty/);
    expect(
      database.call(
        updateChannel({ channel: { ...channel(first), name: "renamed" }, renamed: true, record: null }),
      ),
    ).toMatchObject({ shown: [{ page: { room: first, total: 1 } }] });
    const gone = { room: first, actor: "mira", mayOwn: true, mayAny: false, record: null };
    database.call(deleteMessage({ id: "early", ...gone }));
    expect(database.call(typed("forum"))).toEqual({ shown: [] });
    expect(begin(first)).toMatchObject({ first: null });
    expect(database.call(typed("text"))).toEqual(fail("channel_type_fixed", { type: "text" }));
    expect(channel(first)).toMatchObject({ name: "renamed", type: "forum" });
  });

  test("decides what is stored there: no message in a forum, no thread elsewhere or in a forum that is gone", () => {
    expect(begin(first)).toEqual(fail("channel_not_found"));
    database.call(typed("forum"));
    expect(send("late", first)).toEqual(fail("channel_not_found"));
    change({ removed: [first], order: [{ id: second }] });
    expect(begin(first)).toEqual(fail("channel_not_found"));
    expect(database.sql("SELECT id FROM threads")).toEqual([]);
  });
});

describe("a deleted channel", () => {
  test("is gone at once, its name is free, and its number is never given again", () => {
    send("old", second);
    change({ removed: [second], order: [{ id: first }] });
    expect(names()).toEqual(["first"]);
    while (database.call(purgeDeletedRoom({ limit: 10 })));
    const [again = 0] = change({ added: [{ ...channel(first), name: "second" }] });
    expect(again).toBeGreaterThan(second);
    expect(database.call(pageByOffset({ room: again, skip: 0, limit: 10 })).messages).toEqual([]);
  });

  test("loses its messages piece by piece, and no other channel loses any", () => {
    for (let index = 0; index < 25; index++) {
      send(`first-${index}`, first);
      send(`second-${index}`, second);
    }
    const gap = { room: first, actor: "mira", mayOwn: true, mayAny: false, record: null };
    database.call(deleteMessage({ id: "first-3", ...gap }));
    change({ removed: [first], order: [{ id: second }] });
    const left: (number | undefined)[] = [];
    while (database.call(purgeDeletedRoom({ limit: 10 }))) left.push(messages());
    // 24 messages in three pieces, then the read markers, then the channel itself.
    expect(left).toEqual([39, 29, 25, 25, 25]);
    expect(database.call(pageByOffset({ room: second, skip: 0, limit: 100 })).messages).toHaveLength(25);
    expect(database.sql("SELECT id FROM channels")).toEqual([{ id: second }]);
    expect(database.sql("SELECT * FROM message_gaps")).toEqual([]);
  });

  test("several are purged one after the other", () => {
    send("a", first);
    send("b", second);
    change({ removed: [first, second] });
    while (database.call(purgeDeletedRoom({ limit: 10 })));
    expect(messages()).toBe(0);
    expect(database.sql("SELECT id FROM channels")).toEqual([]);
  });
});

describe("a hidden channel", () => {
  test("is out of the list with its messages kept, and comes back under a name that was taken meanwhile", () => {
    send("kept", first);
    change({ hidden: [first], order: [{ id: second }] });
    expect(names()).toEqual(["second"]);
    expect(database.call(purgeDeletedRoom({ limit: 10 }))).toBe(false);
    const [hidden] = database.call(hiddenChannels({}));
    expect(hidden).toMatchObject({ channel: { id: first, name: "first" }, tail: { lastMessageId: "kept" } });
    if (!hidden) throw new Error("nothing is hidden");

    change({
      changed: [{ ...channel(second), name: "first" }],
      shown: [{ ...hidden.channel, name: "second" }],
      order: [{ id: first }, { id: second }],
    });
    expect(names()).toEqual(["second", "first"]);
    expect(database.call(hiddenChannels({}))).toEqual([]);
    expect(database.call(pageByOffset({ room: first, skip: 0, limit: 10 })).total).toBe(1);
  });
});
