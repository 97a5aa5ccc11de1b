/** Read markers and unread counts: who moves them, what is told of it, and that they are exact. */
import { Database } from "bun:sqlite";
import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { type Client, type Events, follow, type Place } from "../client/index.ts";
import { forAll, forStaff, staffIn } from "./support/casts.ts";
import { openTown, refusal, type Town } from "./support/town.ts";
import { timeLimit, tries } from "./support/tries.ts";

setDefaultTimeout(30_000);

let town: Town;
afterEach(() => town.close());

async function cast() {
  town = await openTown();
  return staffIn(town);
}

const post = async (by: Client, content = "hello", at: Place = { channel: "general" }) =>
  (await by.request("message_new", { ...at, content })).message.id;
const several = async (by: Client, count: number, at?: Place) => {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await post(by, `${n}`, at));
  return ids;
};
const start = async (by: Client, channel = "help", content?: string) =>
  (await by.request("thread_create", { channel, name: "Printer", ...(content && { content }) })).thread.id;
const unreads = async (by: Client) => (await by.request("unreads_get")).unreads;

/** The markers that this connection is told of from now on, without `seq`. A round trip first. */
function marks(member: Client) {
  let heard: object[] = [];
  member.on("event", (event) => {
    if (event.cmd !== "unreads_update") return;
    const { seq, cmd, ...fields }: Events["unreads_update"] = event;
    heard.push(fields);
  });
  return async () => {
    await member.request("ping");
    const told = heard;
    heard = [];
    return told;
  };
}

const at = (last_read: string | null, unread_count: number, ping_count = 0) => ({
  last_read,
  unread_count,
  ping_count,
});

describe("a marker", () => {
  test("moves by unreads_ack, which tells all connections of the user before the reply, and nobody else", async () => {
    const { olga, mira, nora } = await cast();
    const again = await town.join("nora");
    const [here, there, elsewhere] = [marks(nora), marks(again), marks(mira)];
    const [first = "", second = "", third = ""] = await several(olga, 3);
    const order: string[] = [];
    nora.on("event", ({ cmd }) => order.push(cmd));
    const reply = nora.request(
      "unreads_ack",
      { channel: "general", message_id: second },
      { inOrder: () => order.push("reply") },
    );
    expect(await reply).toMatchObject({ channel: "general", ...at(second, 1), message_id: second });
    expect(order).toEqual(["unreads_update", "reply"]);
    const told = [{ channel: "general", ...at(second, 1) }];
    expect([await here(), await there(), await elsewhere()]).toEqual([told, told, []]);

    expect(await nora.request("unreads_ack", { channel: "general", message_id: first })).toMatchObject(
      at(second, 1),
    );
    expect(await here()).toEqual([]);
    expect(await nora.request("unreads_ack", { channel: "general" })).toMatchObject(at(third, 0));
    await nora.request("unreads_ack", { channel: "general", message_id: third });
    expect(await here()).toEqual([{ channel: "general", ...at(third, 0) }]);
  });

  test("goes back only by force", async () => {
    const { olga, nora } = await cast();
    const [first = "", , third = ""] = await several(olga, 3);
    await nora.request("unreads_ack", { channel: "general" });
    const heard = marks(nora);
    const back = { channel: "general", message_id: first };
    expect(await nora.request("unreads_ack", { ...back, force: false })).toMatchObject(at(third, 0));
    expect(await heard()).toEqual([]);
    expect(await nora.request("unreads_ack", { ...back, force: true })).toMatchObject(at(first, 2));
    expect(await heard()).toEqual([{ channel: "general", ...at(first, 2) }]);
    expect(await unreads(nora)).toMatchObject({ general: at(first, 2) });
  });

  test("moves to the newest message with the page that holds it, and with no other, before the page", async () => {
    const { olga, nora } = await cast();
    const ids = await several(olga, 5);
    const heard = marks(nora);
    await nora.request("messages_get", { channel: "general", start: 1 });
    await nora.request("messages_get", { channel: "general", start: ids[2] ?? "" });
    await nora.request("messages_around", { channel: "general", around: ids[4] ?? "" });
    expect(await heard()).toEqual([]);
    const order: string[] = [];
    nora.on("event", ({ cmd }) => order.push(cmd));
    await nora.request(
      "messages_get",
      { channel: "general", limit: 1 },
      { inOrder: () => order.push("page") },
    );
    expect(order).toEqual(["unreads_update", "page"]);
    expect(await heard()).toEqual([{ channel: "general", ...at(ids[4] ?? "", 0) }]);
    await nora.request("messages_get", { channel: "general" });
    expect(await heard()).toEqual([]);
  });

  test("of an author stands at his newest message, which he is told if he has several connections", async () => {
    const { olga, nora } = await cast();
    const again = await town.join("nora");
    const heard = [marks(nora), marks(again), marks(olga)];
    await several(olga, 2);
    const own = await post(nora);
    const told = [{ channel: "general", ...at(own, 0) }];
    expect(await Promise.all(heard.map((each) => each()))).toEqual([told, told, []]);
    expect(await unreads(nora)).toMatchObject({ general: at(own, 0) });
    expect(await unreads(olga)).toMatchObject({ general: { unread_count: 1 } });
  });

  test("is the newest message of each channel for a new member, also where he comes later", async () => {
    const { olga, mira } = await cast();
    const [, hidden = ""] = [await several(olga, 3), await post(mira, "gold", { channel: "vault" })];
    const zoe = await town.join("zoe");
    expect(await unreads(zoe)).toMatchObject({ general: { unread_count: 0, total_messages: 3 } });
    await town.roles("zoe", "staff", "user");
    expect(await unreads(zoe)).toMatchObject({ vault: at(hidden, 0) });
    const news = await post(mira, "silver", { channel: "vault" });
    expect(await unreads(zoe)).toMatchObject({ vault: { unread_count: 1 } });
    await zoe.request("user_leave");
    const anew = await town.join("zoe");
    await town.roles("zoe", "staff", "user");
    expect(await unreads(anew)).toMatchObject({ vault: at(news, 0) });
  });

  test("survives a rename and a restart, and goes with its channel", async () => {
    const { olga, nora } = await cast();
    const [first = ""] = await several(olga, 3);
    await nora.request("unreads_ack", { channel: "general", message_id: first });
    await olga.request("channel_update", { current_name: "general", updates: { name: "lobby" } });
    expect(Object.keys(await unreads(nora))).toEqual(["lobby"]);
    await town.restart();
    const [again, owner] = await town.people("nora", "olga");
    expect(await unreads(again)).toEqual({ lobby: { ...at(first, 2), total_messages: 3 } });
    await owner.request("channel_delete", { name: "lobby" });
    await owner.request("channel_create", { name: "lobby", type: "text", permissions: forAll });
    expect(await unreads(again)).toEqual({ lobby: { ...at(null, 0), total_messages: 0 } });
  });

  test("of a thread is told a second time under the bare id, which the official client counts by", async () => {
    const { olga, nora } = await cast();
    const thread_id = await start(olga, "help", "one");
    const newest = await post(olga, "two", { thread_id });
    const heard = marks(nora);
    expect(await nora.request("unreads_ack", { thread_id })).toMatchObject({ thread_id, ...at(newest, 0) });
    expect(await heard()).toEqual([
      { thread_id, ...at(newest, 0) },
      { channel: thread_id, last_read: newest },
    ]);
  });

  test("and its count go with its thread, for every viewer of the forum", async () => {
    const { olga, mira, nora } = await cast();
    const hidden = await start(mira, "den", "one");
    const thread_id = await start(olga, "help", "one");
    await nora.request("thread_join", { thread_id });
    const followed = await follow(nora);
    await post(olga, "two", { thread_id });
    await nora.request("ping");
    expect(followed.model.unread.get(`thread:${thread_id}`)?.messages).toBe(1);
    const heard = [nora, mira].map(marks);
    await olga.request("thread_delete", { thread_id });
    // The official client counts what came live under the bare id, joined or not.
    const told = [
      { thread_id, last_read: null },
      { channel: thread_id, last_read: null },
    ];
    expect(await Promise.all(heard.map((each) => each()))).toEqual([told, told]);
    expect(followed.model.unread.has(`thread:${thread_id}`)).toBeFalse();
    await olga.request("thread_delete", { thread_id: hidden });
    expect((await Promise.all(heard.map((each) => each()))).map(({ length }) => length)).toEqual([0, 2]);
  });

  test("and its count go with its forum, for whoever loses sight of it in whatever way", async () => {
    const { olga, mira, nora } = await cast();
    await olga.request("role_update", { name: "staff", self_assignable: true });
    const ways: Record<string, () => Promise<unknown>> = {
      roles: () => olga.request("user_roles_set", { user: "mira", roles: ["user"] }),
      "own roles": () => mira.request("self_role_remove", { role: "staff" }),
      lists: () =>
        olga.request("channel_update", {
          current_name: "den",
          updates: { permissions: { ...forStaff, view: [] } },
        }),
      deletion: () => olga.request("channel_delete", { name: "den" }),
    };
    const [joined, other] = [await start(mira, "den", "one"), await start(olga, "den", "two")];
    await start(olga, "den");
    // The newest first; nobody has counts in a thread without messages.
    const gone = [
      { channel: "den", last_read: null },
      { thread_id: other, last_read: null },
      { channel: other, last_read: null },
      { thread_id: joined, last_read: null },
      { channel: joined, last_read: null },
    ];
    // Numbers are for resume, which other members need for what they missed.
    const numbered: Events["unreads_update"][] = [];
    mira.on("unreads_update", (event) => {
      if (event.last_read === null && event.seq !== undefined) numbered.push(event);
    });
    for (const [way, lose] of Object.entries(ways)) {
      await olga.request("user_roles_set", { user: "mira", roles: ["staff", "user"] });
      await olga.request("channel_update", { current_name: "den", updates: { permissions: forStaff } });
      const [mine, owners, others] = [mira, olga, nora].map(marks);
      await lose();
      const told = await mine?.();
      expect(Object.keys(await unreads(mira)).filter((key) => key.startsWith("thread:"))).toEqual([]);
      const ofForum = told?.filter((place) => !("channel" in place && place.channel === "vault"));
      expect([way, ofForum]).toEqual([way, gone]);
      // The owner's sight of a forum ends with the forum.
      expect([way, await owners?.()]).toEqual([way, way === "deletion" ? gone : []]);
      expect(await others?.()).toEqual([]);
    }
    expect(numbered.filter(({ channel }) => channel !== "vault" && channel !== "den")).toEqual([]);
  });

  test("is the thread's where a channel is named too", async () => {
    const { olga, nora } = await cast();
    const newest = await post(olga);
    const thread_id = await start(olga, "help", "one");
    const reply = await nora.request("unreads_ack", { channel: "general", thread_id });
    expect(reply).toMatchObject({ thread_id, unread_count: 0 });
    expect(reply.channel).toBeUndefined();
    expect(reply.last_read).not.toBe(newest);
    expect(await unreads(nora)).toMatchObject({ general: { unread_count: 1 } });
  });

  test("has nowhere to stand in an empty place", async () => {
    const { mira } = await cast();
    const heard = marks(mira);
    for (const channel of ["vault", "help"]) {
      expect(await mira.request("unreads_ack", { channel })).toMatchObject({ channel, ...at(null, 0) });
    }
    await mira.request("messages_get", { channel: "vault" });
    expect(await heard()).toEqual([]);
  });
});

describe("counts", () => {
  test("are of viewable text channels and joined threads, with the messages that call", async () => {
    const { olga, mira, nora } = await cast();
    const opening = await post(nora, "anybody?");
    const thread_id = await start(nora, "help", "one");
    await start(olga, "help", "not joined");
    await start(mira, "den", "hidden");
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

  test("leave out what who comes again wrote before he left", async () => {
    const { olga, nora } = await cast();
    const first = await post(olga);
    await several(nora, 2);
    await several(olga, 2);
    await nora.request("user_leave");
    const again = await town.join("nora");
    const back = { channel: "general", message_id: first, force: true };
    expect(await again.request("unreads_ack", back)).toMatchObject(at(first, 2));
  });

  test("nor are older messages news to him in a thread that he joins again", async () => {
    const { olga, nora } = await cast();
    const thread_id = await start(nora, "help", "one");
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
    let heard = 0;
    nora.on("event", ({ cmd }) => {
      if (cmd === "message_new") heard++;
    });
    const asked: Promise<unknown>[] = [];
    for (let round = 0; round < 20; round++) {
      for (const author of [olga, mira]) for (let n = 0; n < 5; n++) asked.push(post(author));
      const inOrder = ({ unread_count }: { unread_count: number }) => expect(unread_count).toBe(heard);
      await nora.request("unreads_count", { channel: "general" }, { inOrder });
    }
    await Promise.all(asked);
  });

  test(
    "agree with counting, whatever is posted, deleted, acknowledged, forced and loaded",
    async () => {
      const { olga, mira, nora } = await cast();
      const thread_id = await start(olga, "help");
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
        // Each run goes on where the last one ended, so that histories grow; going back over them would start elsewhere.
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

describe("holes of the reference", () => {
  test("unreads_ack without view hands out nothing", async () => {
    const { mira, nora } = await cast();
    const id = await post(mira, "gold", { channel: "vault" });
    const thread_id = await start(mira, "den", "heist");
    const heard = marks(nora);
    for (const [place, code] of [
      [{ channel: "vault" }, "channel_not_found"],
      [{ thread_id }, "thread_not_found"],
    ] as const) {
      expect(await refusal(nora.request("unreads_ack", place))).toBe(code);
      expect(await refusal(nora.request("unreads_ack", { ...place, message_id: id }))).toBe(code);
      expect(await refusal(nora.request("unreads_count", place))).toBe(code);
    }
    expect(await heard()).toEqual([]);
    expect(Object.keys(await unreads(nora))).toEqual(["general"]);
  });

  test("locked and archived threads are read and acknowledged", async () => {
    const { olga, nora } = await cast();
    const thread_id = await start(olga, "help", "one");
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
    const thread_id = await start(olga, "help", "one");
    const inThread = await post(olga, "two", { thread_id });
    const inChannel = await post(olga);
    const heard = marks(nora);
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
    expect(await heard()).toEqual([]);
  });

  test("votes, markers and threads lie in the database, in no file that is written anew", async () => {
    const { olga, nora } = await cast();
    const thread_id = await start(olga, "help", "one");
    const { poll_id, message_id } = await olga.request("poll_create", {
      ...{ channel: "general", question: "Lunch?", options: ["Soup", "Salad"] },
    });
    await nora.request("poll_vote", { poll_id, option_ids: ["0"] });
    await nora.request("unreads_ack", { channel: "general" });
    await nora.request("messages_get", { thread_id });
    // When it stops, whatever was put off is written.
    await town.restart();
    const { folder } = town.server;
    const files = [...new Bun.Glob("**/*").scanSync(folder)].toSorted();
    const texts = files.filter((file) => !file.startsWith("db/server."));
    const views = ["db/channels.json", "db/roles.json", "db/users.json", "db/views.state"];
    expect(texts).toEqual(["config.json", ...views]);
    for (const file of texts) {
      const text = await Bun.file(`${folder}/${file}`).text();
      for (const id of [thread_id, poll_id, message_id])
        expect([file, text.includes(id)]).toEqual([file, false]);
    }
  });

  test("no marker outlives its thread, channel or member", async () => {
    const { olga, mira, nora } = await cast();
    const thread_id = await start(olga, "help", "one");
    await post(mira, "gold", { channel: "vault" });
    await post(nora);
    for (const member of [olga, mira, nora]) await member.request("unreads_ack", { thread_id });
    await olga.request("thread_delete", { thread_id });
    await olga.request("channel_delete", { name: "vault" });
    await nora.request("user_leave");
    // What is purged goes piece by piece, at the latest when the server starts; if it stays, this never ends.
    await town.restart();
    const [again] = await town.people("olga");
    expect(Object.keys(await unreads(again))).toEqual(["general"]);
    const database = new Database(`${town.server.folder}/db/server.db`, { readonly: true });
    const left = database.query("SELECT user, room FROM read_markers");
    while (left.all().length > 0) await again.request("ping");
    database.close();
  });
});

test("a text channel is what counts; in others nothing is unread", async () => {
  const { mira } = await cast();
  expect(await refusal(mira.request("unreads_count", { channel: "help" }))).toBe("channel_wrong_type");
});

/** Kept apart from the others: it takes the store from below the server. */
test("pages are read also while nothing can be stored", async () => {
  const { olga, nora } = await cast();
  await post(olga);
  const { commit } = town.server.store;
  const heard = marks(nora);
  town.server.store.commit = (_write, done) => done(undefined, { reason: "the disk is full" });
  const { messages } = await nora.request("messages_get", { channel: "general" });
  expect(messages).toHaveLength(1);
  expect(await refusal(nora.request("unreads_ack", { channel: "general" }))).toBe("storage_unavailable");
  town.server.store.commit = commit;
  expect(await heard()).toEqual([]);
});
