/** Unread counts are exact, and go with their place. */
import { Database } from "bun:sqlite";
import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { staffIn } from "./support/casts.ts";
import { openTown, refusal, type Town } from "./support/town.ts";
import { timeLimit, tries } from "./support/tries.ts";
import { at, marks, post, several, startPrinter, unreads } from "./support/unreads.ts";

setDefaultTimeout(30_000);

let town: Town;
afterEach(() => town.close());

async function cast() {
  town = await openTown();
  return staffIn(town);
}

describe("counts", () => {
  test("are of viewable text channels and joined threads, with the messages that call", async () => {
    const { olga, mira, nora } = await cast();
    const opening = await post(nora, "anybody?");
    const thread_id = await startPrinter(nora, "help", "one");
    await startPrinter(olga, "help", "not joined");
    await startPrinter(mira, "den", "hidden");
    await post(olga, "@nora", { channel: "general" });
    await post(olga, "@mira @&staff", { channel: "general" });
    await olga.request("message_new", { channel: "general", content: "I am", reply_to: opening });
    await post(mira, "two @nora", { thread_id });
    const { messages } = await olga.request("thread_messages", { thread_id });
    expect(await unreads(nora)).toEqual({
      general: { ...at(opening, 3, 2), total_messages: 4 },
      [`thread:${thread_id}`]: {
        ...at(messages[0]?.id ?? "", 1, 1),
        total_messages: 2,
        parent_channel: "help",
      },
    });
    expect((await unreads(mira))["general"]).toMatchObject({ unread_count: 4, ping_count: 1 });
    for (const place of [{ channel: "general" }, { thread_id }]) {
      const key = place.thread_id === undefined ? "general" : `thread:${thread_id}`;
      const { parent_channel, ...counted } = (await unreads(nora))[key] ?? {};
      expect(await nora.request("unreads_count", place)).toMatchObject({ ...place, ...counted });
    }
    await nora.request("thread_leave", { thread_id });
    expect(Object.keys(await unreads(nora))).toEqual(["general"]);
  });

  test("leave out own messages also when the marker was put before them", async () => {
    const { olga, nora } = await cast();
    const first = await post(olga);
    await several(nora, 2);
    await several(olga, 2);
    const mine = await post(nora);
    expect(
      await nora.request("unreads_ack", { channel: "general", message_id: first, force: true }),
    ).toMatchObject(at(first, 2));
    await nora.request("message_delete", { channel: "general", id: mine });
    expect(await unreads(nora)).toMatchObject({ general: { ...at(first, 2), total_messages: 5 } });
  });

  test("leave out messages that a returning member wrote before leaving", async () => {
    const { olga, nora } = await cast();
    const first = await post(olga);
    await several(nora, 2);
    await several(olga, 2);
    await nora.request("user_leave");
    const again = await town.join("nora");
    const back = { channel: "general", message_id: first, force: true };
    expect(await again.request("unreads_ack", back)).toMatchObject(at(first, 2));
  });

  test("leave out older messages in a thread that a returning member joins again", async () => {
    const { olga, nora } = await cast();
    const thread_id = await startPrinter(nora, "help", "one");
    const newest = await post(olga, "two", { thread_id });
    await nora.request("user_leave");
    const again = await town.join("nora");
    await again.request("thread_join", { thread_id });
    const key = `thread:${thread_id}`;
    expect(await unreads(again)).toMatchObject({ [key]: at(newest, 0) });
    await post(olga, "three", { thread_id });
    expect(await unreads(again)).toMatchObject({ [key]: at(newest, 1) });
  });

  test("stand at their place in the stream of events, however much is posted meanwhile", async () => {
    const { olga, mira, nora } = await cast();
    await nora.request("unreads_ack", { channel: "general" });
    let received = 0;
    nora.on("event", ({ cmd }) => {
      if (cmd === "message_new") received++;
    });
    const asked: Promise<unknown>[] = [];
    for (let round = 0; round < 20; round++) {
      for (const author of [olga, mira]) for (let n = 0; n < 5; n++) asked.push(post(author));
      const inOrder = ({ unread_count }: { unread_count: number }) => expect(unread_count).toBe(received);
      await nora.request("unreads_count", { channel: "general" }, { inOrder });
    }
    await Promise.all(asked);
  });

  test(
    "agree with counting, whatever is posted, deleted, acknowledged, forced and loaded",
    async () => {
      const { olga, mira, nora } = await cast();
      const thread_id = await startPrinter(olga, "help");
      for (const member of [mira, nora]) await member.request("thread_join", { thread_id });
      const people = [olga, mira, nora];
      const places = [{ channel: "general" }, { thread_id }];
      /** Per place: all messages in their order, and how far each has read. */
      const model = places.map(() => ({
        messages: [] as { id: string; author: number; calls: number | null; gone: boolean }[],
        read: [0, 0, 0],
      }));
      const person = fc.integer({ min: 0, max: 2 });
      const where = fc.integer({ min: 0, max: 1 });
      const which = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
      const step = fc.oneof(
        {
          weight: 5,
          arbitrary: fc.record({ does: fc.constant("posts" as const), person, where, calls: person }),
        },
        { weight: 2, arbitrary: fc.record({ does: fc.constant("deletes" as const), person, where, which }) },
        {
          weight: 2,
          arbitrary: fc.record({
            does: fc.constant("marks" as const),
            person,
            where,
            which,
            force: fc.boolean(),
          }),
        },
        { weight: 1, arbitrary: fc.record({ does: fc.constant("loads" as const), person, where }) },
      );

      const take = async (action: typeof step extends fc.Arbitrary<infer Step> ? Step : never) => {
        const place = places[action.where] ?? { channel: "general" };
        const room = model[action.where];
        const by = people[action.person];
        if (!room || !by) return;
        const alive = room.messages.flatMap((message, index) => (message.gone ? [] : [index + 1]));
        const newest = alive.at(-1);
        const chosen = "which" in action ? alive[Math.floor(action.which * alive.length)] : undefined;
        const message = room.messages[(chosen ?? 0) - 1];
        const own = room.read[action.person] ?? 0;
        if (action.does === "posts") {
          const content = `@${people[action.calls]?.name}`;
          const id = await post(by, content, place);
          const calls = action.calls === action.person ? null : action.calls;
          room.read[action.person] = room.messages.push({ id, author: action.person, calls, gone: false });
        } else if (action.does === "deletes" && message) {
          await olga.request("message_delete", { ...place, id: message.id });
          message.gone = true;
        } else if (action.does === "marks" && message && chosen !== undefined) {
          const { force } = action;
          const reply = await by.request("unreads_ack", { ...place, message_id: message.id, force });
          room.read[action.person] = force ? chosen : Math.max(own, chosen);
          expect(reply).toMatchObject(expected(action.where, action.person));
        } else if (action.does === "loads") {
          await by.request("messages_get", { ...place, limit: 5 });
          if (newest !== undefined) room.read[action.person] = Math.max(own, newest);
        }
      };
      function expected(where: number, person: number) {
        const room = model[where];
        const after = room?.messages.slice(room.read[person]).filter(({ gone }) => !gone) ?? [];
        const others = after.filter(({ author }) => author !== person);
        return {
          unread_count: others.length,
          ping_count: others.filter(({ calls }) => calls === person).length,
        };
      }

      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
          for (const action of steps) await take(action);
          for (const [person, member] of people.entries()) {
            const found = await unreads(member);
            expect(found["general"]).toMatchObject(expected(0, person));
            expect(found[`thread:${thread_id}`]).toMatchObject(expected(1, person));
          }
        }),
        // Each run continues where the last one ended, so that histories grow. Shrinking would start elsewhere.
        tries(40),
      );
      const total = model[0]?.messages.filter(({ gone }) => !gone).length;
      expect(await nora.request("unreads_count", { channel: "general" })).toMatchObject({
        total_messages: total,
      });
    },
    timeLimit(60_000, 40),
  );
});

describe("markers", () => {
  test("unreads_ack without view hands out nothing", async () => {
    const { mira, nora } = await cast();
    const id = await post(mira, "gold", { channel: "vault" });
    const thread_id = await startPrinter(mira, "den", "heist");
    const received = marks(nora);
    for (const [place, code] of [
      [{ channel: "vault" }, "channel_not_found"],
      [{ thread_id }, "thread_not_found"],
    ] as const) {
      expect(await refusal(nora.request("unreads_ack", place))).toBe(code);
      expect(await refusal(nora.request("unreads_ack", { ...place, message_id: id }))).toBe(code);
      expect(await refusal(nora.request("unreads_count", place))).toBe(code);
    }
    expect(await received()).toEqual([]);
    expect(Object.keys(await unreads(nora))).toEqual(["general"]);
  });

  test("locked and archived threads are read and acknowledged", async () => {
    const { olga, nora } = await cast();
    const thread_id = await startPrinter(olga, "help", "one");
    await olga.request("thread_update", { thread_id, locked: true, archived: true });
    expect(await nora.request("unreads_ack", { thread_id })).toMatchObject({ unread_count: 0 });
    expect(await nora.request("unreads_count", { thread_id })).toMatchObject({ unread_count: 0 });
    expect((await nora.request("thread_get", { thread_id })).thread).toMatchObject({
      locked: true,
      archived: true,
    });
  });

  test("more than 200 messages are counted", async () => {
    const { olga, nora } = await cast();
    await Promise.all(Array.from({ length: 450 }, () => post(olga)));
    expect(await unreads(nora)).toMatchObject({ general: { unread_count: 450, total_messages: 450 } });
    expect(await nora.request("unreads_count", { channel: "general" })).toMatchObject({
      unread_count: 450,
      total_messages: 450,
    });
  });

  test("a deleted message at the marker makes nothing unread", async () => {
    const { olga, nora } = await cast();
    const [, second = "", third = ""] = await several(olga, 4);
    await nora.request("unreads_ack", { channel: "general", message_id: third });
    for (const id of [third, second]) await olga.request("message_delete", { channel: "general", id });
    expect(await unreads(nora)).toMatchObject({ general: { ...at(third, 1), total_messages: 2 } });
  });

  test("a marker stands only at a message of its place", async () => {
    const { olga, nora } = await cast();
    const thread_id = await startPrinter(olga, "help", "one");
    const inThread = await post(olga, "two", { thread_id });
    const inChannel = await post(olga);
    const received = marks(nora);
    for (const [place, message_id] of [
      [{ channel: "general" }, inThread],
      [{ thread_id }, inChannel],
      [{ channel: "general" }, "bogus"],
    ] as const) {
      for (const force of [false, true]) {
        expect(await refusal(nora.request("unreads_ack", { ...place, message_id, force }))).toBe(
          "message_not_found",
        );
      }
    }
    for (const message_id of ["x".repeat(129), 5, {}] as string[]) {
      expect(await refusal(nora.request("unreads_ack", { channel: "general", message_id }))).toBe(
        "invalid_field",
      );
    }
    expect(await received()).toEqual([]);
  });

  test("votes, markers and threads lie in the database, in no file that is written anew", async () => {
    const { olga, nora } = await cast();
    const thread_id = await startPrinter(olga, "help", "one");
    const { poll_id, message_id } = await olga.request("poll_create", {
      channel: "general",
      question: "Lunch?",
      options: ["Soup", "Salad"],
    });
    await nora.request("poll_vote", { poll_id, option_ids: ["0"] });
    await nora.request("unreads_ack", { channel: "general" });
    await nora.request("messages_get", { thread_id });
    // Delayed writes are made when the server stops.
    await town.restart();
    const { folder } = town.server;
    const files = [...new Bun.Glob("**/*").scanSync(folder)].toSorted();
    const texts = files.filter((file) => !file.startsWith("db/server."));
    const views = [
      "db/channels.json",
      "db/roles.json",
      "db/sealing.key",
      "db/users.json",
      "db/vapid.pem",
      "db/views.state",
    ];
    expect(texts).toEqual(["config.json", ...views]);
    for (const file of texts) {
      const text = await Bun.file(`${folder}/${file}`).text();
      for (const id of [thread_id, poll_id, message_id])
        expect([file, text.includes(id)]).toEqual([file, false]);
    }
  });

  test("no marker outlives its thread, channel or member", async () => {
    const { olga, mira, nora } = await cast();
    const thread_id = await startPrinter(olga, "help", "one");
    await post(mira, "gold", { channel: "vault" });
    await post(nora);
    for (const member of [olga, mira, nora]) await member.request("unreads_ack", { thread_id });
    await olga.request("thread_delete", { thread_id });
    await olga.request("channel_delete", { name: "vault" });
    await nora.request("user_leave");
    // Purging deletes piece by piece, at the latest after the next start. Without it this loop never ends.
    await town.restart();
    const [again] = await town.people("olga");
    expect(Object.keys(await unreads(again))).toEqual(["general"]);
    const database = new Database(`${town.server.folder}/db/server.db`, { readonly: true });
    const left = database.query("SELECT user, room FROM read_markers");
    while (left.all().length > 0) await again.request("ping");
    database.close();
  });
});

test("only text channels have unread messages", async () => {
  const { mira } = await cast();
  expect(await refusal(mira.request("unreads_count", { channel: "help" }))).toBe("channel_wrong_type");
});

/** The last test, since it replaces the server's store. */
test("pages are read also while nothing can be stored", async () => {
  const { olga, nora } = await cast();
  await post(olga);
  const { commit } = town.server.store;
  const received = marks(nora);
  town.server.store.commit = (_write, done) => done(undefined, { reason: "the disk is full" });
  const { messages } = await nora.request("messages_get", { channel: "general" });
  expect(messages).toHaveLength(1);
  expect(await refusal(nora.request("unreads_ack", { channel: "general" }))).toBe("storage_unavailable");
  town.server.store.commit = commit;
  expect(await received()).toEqual([]);
});
