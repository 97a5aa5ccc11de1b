/** A change of roles or lists takes effect at once on open connections. */
import { afterEach, describe, expect, test } from "bun:test";
import { allow, channelTown, create, give, later, short, update } from "./support/channels.ts";
import { holdReads } from "./support/hold.ts";
import type { TestServerOptions } from "./support/server.ts";
import { refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options: TestServerOptions = {}) {
  const opened = await channelTown(options);
  town = opened.town;
  return opened.people;
}

describe("a change takes effect at once on connections that are open", () => {
  test("a member who loses the role gets nothing more from the channel", async () => {
    const { olga, mira } = await cast();
    const second = await town.join("mira");
    await create(olga, "kitchen", { view: ["cook"], send: ["cook"] });
    await give(olga, "mira", "cook", "user");
    const { message } = await mira.request("message_new", { channel: "kitchen", content: "mine" });
    for (const member of [olga, mira, second]) await member.news();
    await give(olga, "mira", "user");
    for (const member of [mira, second])
      expect(short(await member.news())).toEqual(["unreads_update", "user_roles_get", "general"]);
    const { message: other } = await olga.request("message_new", { channel: "kitchen", content: "secret" });
    await olga.request("typing", { channel: "kitchen" });
    await olga.request("message_edit", { channel: "kitchen", id: other.id, content: "more secret" });
    await olga.request("message_delete", { channel: "kitchen", id: message.id });
    await update(olga, "kitchen", { description: "secret" });
    await update(olga, "kitchen", { name: "secret" });
    await later(() => olga.request("channel_delete", { name: "secret" }));
    for (const member of [mira, second]) expect(await member.news()).toEqual([]);
  });

  test("a member who gains the role is told, and gets the channel before its messages", async () => {
    const { olga, mira } = await cast();
    await create(olga, "kitchen", { view: ["cook"], send: ["cook"] });
    await mira.news();
    await give(olga, "mira", "cook", "user");
    await olga.request("message_new", { channel: "kitchen", content: "welcome" });
    expect(short(await mira.news())).toEqual(["user_roles_get", "general kitchen", "message_new"]);
    await mira.request("message_new", { channel: "kitchen", content: "thanks" });
  });

  test("a channel's list lets in and shuts out", async () => {
    const { olga, mira, nora } = await cast();
    await give(olga, "mira", "cook", "user");
    for (const member of [mira, nora]) await member.news();
    await allow(olga, "general", { view: ["cook"], send: ["cook"] });
    expect(short(await nora.news())).toEqual(["unreads_update", ""]);
    expect(short(await mira.news())).toEqual(["channel_update"]);
    await olga.request("message_new", { channel: "general", content: "secret" });
    expect(short(await mira.news())).toEqual(["message_new"]);
    await allow(olga, "general", { view: ["user", "!cook"], send: ["user"] });
    expect(short(await nora.news())).toEqual(["general"]);
    expect(short(await mira.news())).toEqual(["unreads_update", ""]);
    expect(await refusal(mira.request("messages_get", { channel: "general" }))).toBe("channel_not_found");
    expect((await nora.request("messages_get", { channel: "general" })).messages).toHaveLength(1);
  });

  test("a member who gains access gets everything from then on", async () => {
    const { olga, mira } = await cast();
    const channel = "kitchen";
    await create(olga, channel, {});
    const { message } = await olga.request("message_new", { channel, content: "before" });
    const { id } = message;
    const asked = { channel, question: "Tea?", options: ["yes", "no"] };
    const { poll_id } = await olga.request("poll_create", asked);
    await mira.news();
    await later(() => allow(olga, channel, { view: ["user"] }));
    expect(short(await mira.news())).toEqual(["general kitchen"]);
    await olga.request("message_new", { channel, content: "after" });
    await olga.request("message_edit", { channel, id, content: "edited" });
    await olga.request("message_react_add", { channel, id, emoji: "👍" });
    await olga.request("message_react_remove", { channel, id, emoji: "👍" });
    await olga.request("message_pin", { channel, id });
    await olga.request("message_unpin", { channel, id });
    await olga.request("poll_vote", { poll_id, option_ids: ["0"] });
    await olga.request("poll_end", { poll_id });
    await olga.request("typing", { channel });
    await olga.request("message_delete", { channel, id });
    const ofMessages = ["message_new", "message_edit", "message_react_add", "message_react_remove"];
    const ofPins = ["message_pin", "message_unpin"];
    const rest = ["poll_vote_update", "poll_end", "typing", "message_delete"];
    expect(short(await mira.news())).toEqual([...ofMessages, ...ofPins, ...rest]);
  });

  test("a member who gains access to a forum gets everything from then on", async () => {
    const { olga, mira } = await cast();
    const started = { channel: "help", name: "Printer" };
    await create(olga, "help", { view: [] }, { type: "forum" });
    const thread_id = (await olga.request("thread_create", started)).thread.id;
    await mira.news();
    await later(() => allow(olga, "help", { view: ["user"] }));
    expect(short(await mira.news())).toEqual(["general help"]);
    await olga.request("thread_create", { ...started, name: "Scanner" });
    await olga.request("thread_leave", { thread_id });
    await olga.request("thread_join", { thread_id });
    await olga.request("thread_update", { thread_id, locked: true });
    await olga.request("thread_delete", { thread_id });
    const all = ["thread_create", "thread_leave", "thread_join", "thread_update"];
    const gone = ["unreads_update", "unreads_update", "thread_delete"];
    expect(short(await mira.news())).toEqual([...all, ...gone]);
  });

  test("send, edit_own and delete_own are taken without the channel going out of sight", async () => {
    const { olga, mira } = await cast();
    const { message } = await mira.request("message_new", { channel: "general", content: "hello" });
    const { id } = message;
    await allow(olga, "general", { view: ["user"], send: [], edit_own: [], delete_own: [] });
    expect(await refusal(mira.request("message_new", { channel: "general", content: "x" }))).toBe(
      "send_denied",
    );
    expect(await refusal(mira.request("typing", { channel: "general" }))).toBe("send_denied");
    expect(await refusal(mira.request("message_edit", { channel: "general", id, content: "x" }))).toBe(
      "not_author",
    );
    expect(await refusal(mira.request("message_delete", { channel: "general", id }))).toBe("delete_denied");
    expect((await mira.request("messages_get", { channel: "general" })).messages).toEqual([message]);
    await allow(olga, "general", { view: ["user"], send: ["user"] });
    await mira.request("message_edit", { channel: "general", id, content: "x" });
    await mira.request("message_delete", { channel: "general", id });
  });

  test("a read that is under way when access is lost returns nothing", async () => {
    const { olga, mira } = await cast();
    await create(olga, "kitchen", { view: ["cook"], send: ["cook"] });
    await give(olga, "mira", "cook", "user");
    await mira.request("message_new", { channel: "kitchen", content: "secret" });
    await mira.news();
    const { state, eventLog } = town.server;
    const reads = holdReads(town.server);
    const reading = refusal(mira.request("messages_get", { channel: "kitchen" }));
    await reads.asked(1);
    const channels = state.channels.filter(({ name }) => name !== "kitchen");
    eventLog.append({ changes: [{ type: "channels", channels }] });
    reads.release();
    expect(await reading).toBe("channel_not_found");
  });
});
