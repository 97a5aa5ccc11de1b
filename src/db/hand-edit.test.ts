import { afterEach, beforeEach, expect, test } from "bun:test";
import { addChannels, type MemoryDatabase, openMemoryDatabase } from "../../tests/support/memory-database.ts";
import { textChannel } from "../../tests/support/plain.ts";
import { setBan } from "./bans.ts";
import { hiddenChannels } from "./channels.ts";
import { applyEdit, type Edit } from "./hand-edit.ts";
import { loadEverything } from "./meta.ts";
import { admitUser } from "./users.ts";

let database: MemoryDatabase;
beforeEach(() => {
  database = openMemoryDatabase();
});
afterEach(() => database.close());

const nothing: Edit = {
  roles: { roles: [], removed: [] },
  users: [],
  bans: [],
  channels: { changed: [], removed: [], added: [], order: [], now: 5 },
  renamed: [],
};

const mira = {
  id: "m",
  username: "mira",
  nickname: null,
  roles: [],
  status: { status: "online", text: "" },
  pfp: null,
  createdAt: 1,
  bannedAt: null,
  timeoutUntil: null,
  extra: {},
} as const;

function channels() {
  return database.call(loadEverything({})).channels.map(({ channel }) => [channel.id, channel.name]);
}

test("a ban by hand has no actor and no reason left from an earlier one; lifting it leaves nothing", () => {
  const details = () =>
    database.sql("SELECT banned_at AS at, banned_by AS who, ban_reason AS why FROM users");
  database.call(admitUser({ user: mira, isNew: true, passwordHash: null, displaced: [] }));
  database.call(setBan({ id: "m", ban: { at: 2, by: "olga", reason: "spam" } }));
  const banned = { ...mira, bannedAt: 3 };
  const ban = { at: 3, by: null, reason: null };
  database.call(applyEdit({ ...nothing, users: [banned], bans: [{ id: "m", ban }] }));
  expect(details()).toEqual([{ at: 3, who: null, why: null }]);
  database.call(setBan({ id: "m", ban: { at: 2, by: "olga", reason: "spam" } }));
  database.call(applyEdit({ ...nothing, users: [mira], bans: [{ id: "m", ban: null }] }));
  expect(details()).toEqual([{ at: null, who: null, why: null }]);
});

test("a channel can take the name of one that is hidden in the same edit, and give it back", () => {
  const [a = 0, b = 0] = addChannels(database, "a", "b");
  const named = (id: number, name: string) => ({ ...textChannel(name), id });
  const order = [{ id: b }];
  database.call(
    applyEdit({
      ...nothing,
      channels: { ...nothing.channels, changed: [named(b, "a")], hidden: [a], order },
    }),
  );
  expect(channels()).toEqual([[b, "a"]]);
  expect(database.call(hiddenChannels({})).map(({ channel }) => channel.id)).toEqual([a]);

  database.call(
    applyEdit({
      ...nothing,
      channels: {
        ...nothing.channels,
        changed: [named(b, "b")],
        shown: [named(a, "a")],
        order: [{ id: b }, { id: a }],
      },
    }),
  );
  expect(channels()).toEqual([
    [b, "b"],
    [a, "a"],
  ]);
  expect(database.call(hiddenChannels({}))).toEqual([]);
});
