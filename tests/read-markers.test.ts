/** Read markers: how they move, and which connections are told. */
import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type Events, follow } from "../client/index.ts";
import { forAll, forStaff, staffIn } from "./support/casts.ts";
import { openTown, type Town } from "./support/town.ts";
import { at, marks, post, several, startPrinter, unreads } from "./support/unreads.ts";

setDefaultTimeout(30_000);

let town: Town;
afterEach(() => town.close());

async function cast() {
  town = await openTown();
  return staffIn(town);
}

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
    const received = marks(nora);
    const back = { channel: "general", message_id: first };
    expect(await nora.request("unreads_ack", { ...back, force: false })).toMatchObject(at(third, 0));
    expect(await received()).toEqual([]);
    expect(await nora.request("unreads_ack", { ...back, force: true })).toMatchObject(at(first, 2));
    expect(await received()).toEqual([{ channel: "general", ...at(first, 2) }]);
    expect(await unreads(nora)).toMatchObject({ general: at(first, 2) });
  });

  test("moves to the newest message with the page that holds it, and with no other, before the page", async () => {
    const { olga, nora } = await cast();
    const ids = await several(olga, 5);
    const received = marks(nora);
    await nora.request("messages_get", { channel: "general", start: 1 });
    await nora.request("messages_get", { channel: "general", start: ids[2] ?? "" });
    await nora.request("messages_around", { channel: "general", around: ids[4] ?? "" });
    expect(await received()).toEqual([]);
    const order: string[] = [];
    nora.on("event", ({ cmd }) => order.push(cmd));
    await nora.request(
      "messages_get",
      { channel: "general", limit: 1 },
      { inOrder: () => order.push("page") },
    );
    expect(order).toEqual(["unreads_update", "page"]);
    expect(await received()).toEqual([{ channel: "general", ...at(ids[4] ?? "", 0) }]);
    await nora.request("messages_get", { channel: "general" });
    expect(await received()).toEqual([]);
  });

  test("of an author is at their newest message; they are told if they have several connections", async () => {
    const { olga, nora } = await cast();
    const again = await town.join("nora");
    const received = [marks(nora), marks(again), marks(olga)];
    await several(olga, 2);
    const own = await post(nora);
    const told = [{ channel: "general", ...at(own, 0) }];
    expect(await Promise.all(received.map((each) => each()))).toEqual([told, told, []]);
    expect(await unreads(nora)).toMatchObject({ general: at(own, 0) });
    expect(await unreads(olga)).toMatchObject({ general: { unread_count: 1 } });
  });

  test("is the newest message of each channel for a new member, also in channels that they may view only later", async () => {
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

  test("of a thread is sent a second time with the bare id, under which the official client counts", async () => {
    const { olga, nora } = await cast();
    const thread_id = await startPrinter(olga, "help", "one");
    const newest = await post(olga, "two", { thread_id });
    const received = marks(nora);
    expect(await nora.request("unreads_ack", { thread_id })).toMatchObject({ thread_id, ...at(newest, 0) });
    expect(await received()).toEqual([
      { thread_id, ...at(newest, 0) },
      { channel: thread_id, last_read: newest },
    ]);
  });

  test("and its count go with its thread, for every viewer of the forum", async () => {
    const { olga, mira, nora } = await cast();
    const hidden = await startPrinter(mira, "den", "one");
    const thread_id = await startPrinter(olga, "help", "one");
    await nora.request("thread_join", { thread_id });
    const followed = await follow(nora);
    await post(olga, "two", { thread_id });
    await nora.request("ping");
    expect(followed.model.unread.get(`thread:${thread_id}`)?.messages).toBe(1);
    const received = [nora, mira].map(marks);
    await olga.request("thread_delete", { thread_id });
    // The official client counts live messages under the bare id, joined or not.
    const told = [
      { thread_id, last_read: null },
      { channel: thread_id, last_read: null },
    ];
    expect(await Promise.all(received.map((each) => each()))).toEqual([told, told]);
    expect(followed.model.unread.has(`thread:${thread_id}`)).toBeFalse();
    await olga.request("thread_delete", { thread_id: hidden });
    expect((await Promise.all(received.map((each) => each()))).map(({ length }) => length)).toEqual([0, 2]);
  });

  test("and its count go with its forum for members who lose sight of it, however that happens", async () => {
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
    const [joined, other] = [await startPrinter(mira, "den", "one"), await startPrinter(olga, "den", "two")];
    await startPrinter(olga, "den");
    // The newest first. Threads without messages have no counts.
    const gone = [
      { channel: "den", last_read: null },
      { thread_id: other, last_read: null },
      { channel: other, last_read: null },
      { thread_id: joined, last_read: null },
      { channel: joined, last_read: null },
    ];
    // These events have no numbers, so that they don't push others out of the log for resume.
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
      // Owners lose sight of a forum only when it is deleted.
      expect([way, await owners?.()]).toEqual([way, way === "deletion" ? gone : []]);
      expect(await others?.()).toEqual([]);
    }
    expect(numbered.filter(({ channel }) => channel !== "vault" && channel !== "den")).toEqual([]);
  });

  test("is the thread's where a channel is named too", async () => {
    const { olga, nora } = await cast();
    const newest = await post(olga);
    const thread_id = await startPrinter(olga, "help", "one");
    const reply = await nora.request("unreads_ack", { channel: "general", thread_id });
    expect(reply).toMatchObject({ thread_id, unread_count: 0 });
    expect(reply.channel).toBeUndefined();
    expect(reply.last_read).not.toBe(newest);
    expect(await unreads(nora)).toMatchObject({ general: { unread_count: 1 } });
  });

  test("has nowhere to stand in an empty place", async () => {
    const { mira } = await cast();
    const received = marks(mira);
    for (const channel of ["vault", "help"]) {
      expect(await mira.request("unreads_ack", { channel })).toMatchObject({ channel, ...at(null, 0) });
    }
    await mira.request("messages_get", { channel: "vault" });
    expect(await received()).toEqual([]);
  });
});
