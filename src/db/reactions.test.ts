import { afterEach, beforeEach, expect, test } from "bun:test";
import fc from "fast-check";
import { addChannels, type MemoryDatabase, openMemoryDatabase } from "../../tests/support/memory-database.ts";
import { fail, isFailure } from "../protocol/errors.ts";
import { deleteMessage } from "./delete-message.ts";
import { pageAround, pageByOffset } from "./history.ts";
import { messageById } from "./messages.ts";
import { insertMessage } from "./post-message.ts";
import { changeReaction, maxEmojis } from "./reactions.ts";

fc.configureGlobal({ seed: 9021 });

let database: MemoryDatabase;
let channel: number;
beforeEach(() => {
  database = openMemoryDatabase();
  [channel = 0] = addChannels(database, "general");
});
afterEach(() => database.close());

function send(id: string) {
  const nobody = { users: [], roles: [] };
  const fields = {
    author: "mira",
    content: id,
    now: 1,
    replyTo: null,
    ping: null,
    embeds: null,
    nonce: null,
  };
  database.call(insertMessage({ id, room: channel, mentions: nobody, ...fields }));
}
const change = (id: string, emoji: string, user: string, gives = true) => {
  const outcome = database.call(changeReaction({ room: channel, id, emoji, user, gives, wakes: false }));
  return isFailure(outcome) ? outcome.code : outcome.kind;
};

test("whatever is given and taken back, every page shows what a plain list of it shows", () => {
  const step = fc.record({
    id: fc.constantFrom("m0", "m1", "m2"),
    emoji: fc.constantFrom("a", "b", "c"),
    user: fc.constantFrom("u", "v", "w"),
    gives: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      database.close();
      database = openMemoryDatabase();
      [channel = 0] = addChannels(database, "general");
      const ids = ["m0", "m1", "m2", "m3"];
      for (const id of ids) send(id);
      const plain = new Map(ids.map((id) => [id, new Map<string, string[]>()]));
      for (const { id, emoji, user, gives } of steps) {
        const reactions = plain.get(id) ?? new Map<string, string[]>();
        const users = reactions.get(emoji) ?? [];
        const has = users.includes(user);
        expect(change(id, emoji, user, gives)).toBe(has === gives ? "unchanged" : "changed");
        const after = gives
          ? [...users.filter((name) => name !== user || has), ...(has ? [] : [user])]
          : users.filter((name) => name !== user);
        if (after.length > 0) reactions.set(emoji, after);
        else reactions.delete(emoji);
      }
      const expected = ids.map((id) => {
        const reactions = [...(plain.get(id) ?? [])].map(([emoji, users]) => ({ emoji, users }));
        return reactions.length > 0 ? reactions : null;
      });
      const page = database.call(pageByOffset({ room: channel, skip: 0, limit: 10 }));
      expect(page.messages.map(({ reactions }) => reactions)).toEqual(expected);
      const around = { room: channel, id: "m1", below: 1, above: 2, withTarget: true };
      expect(database.call(pageAround(around))?.messages).toEqual(page.messages);
      for (const [index, id] of ids.entries()) {
        expect(database.call(messageById({ room: channel, id }))?.reactions).toEqual(expected[index] ?? null);
      }
    }),
    { numRuns: 40 },
  );
});

test("a message takes only so many emojis, and a place that is free again is taken", () => {
  send("m");
  for (let count = 0; count < maxEmojis; count++) expect(change("m", `e${count}`, "u")).toBe("changed");
  expect(change("m", "more", "u")).toBe("full");
  expect(change("m", "e7", "v")).toBe("changed");
  expect(change("m", "e3", "u", false)).toBe("changed");
  expect(change("m", "more", "u")).toBe("changed");
  expect(change("m", "e3", "u")).toBe("full");
});

test("an emoji in another form is the reaction that is there, in the form in which it came first", () => {
  send("m");
  const [plain, coloured] = ["\u2764", "\u2764\ufe0f"];
  const give = (emoji: string, user: string, gives = true) =>
    database.call(changeReaction({ room: channel, id: "m", emoji, user, gives, wakes: false }));
  expect(give("a", "u")).toEqual({ kind: "changed", emoji: "a" });
  expect(give(plain, "u")).toEqual({ kind: "changed", emoji: plain });
  expect(give(coloured, "u")).toEqual({ kind: "unchanged" });
  expect(give(coloured, "v")).toEqual({ kind: "changed", emoji: plain });
  expect(database.call(messageById({ room: channel, id: "m" }))?.reactions).toEqual([
    { emoji: "a", users: ["u"] },
    { emoji: plain, users: ["u", "v"] },
  ]);
  expect(give(coloured, "u", false)).toEqual({ kind: "changed", emoji: plain });
  expect(give(coloured, "u", false)).toEqual({ kind: "unchanged" });
});

test("a message that is gone, or lies elsewhere, is missing; its reactions went with it", () => {
  const [other = 0] = addChannels(database, "other");
  send("m");
  change("m", "a", "u");
  const elsewhere = { room: other, id: "m", emoji: "a", user: "v", gives: true, wakes: false };
  expect(database.call(changeReaction(elsewhere))).toEqual(fail("message_not_found"));
  database.call(
    deleteMessage({ id: "m", room: channel, actor: "mira", mayOwn: true, mayAny: false, record: null }),
  );
  expect(change("m", "a", "u")).toBe("message_not_found");
  expect(database.sql("SELECT * FROM reactions")).toEqual([]);
});
