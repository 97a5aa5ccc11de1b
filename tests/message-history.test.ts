/** What a message was before its edits, and its embeds. */
import { afterEach, describe, expect, test } from "bun:test";
import type { Place } from "../client/index.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
let now = 1_800_000_000_000;
afterEach(() => town.close());

/** Olga the owner, mira and nora; #kitchen that olga alone views, the forum #help for all. */
async function cast(config: object = {}) {
  town = await openTown({ now: () => now, config: { rate_limiting: { enabled: false }, ...config } });
  const [olga, mira, nora] = await town.people("olga", "mira", "nora");
  await olga.request("channel_create", { name: "kitchen", type: "text" });
  const permissions = { view: ["user"], send: ["user"], create_thread: ["user"] };
  await olga.request("channel_create", { name: "help", type: "forum", permissions });
  return { olga, mira, nora };
}

const say = async (by: Member, content: string, fields: object = {}) =>
  (await by.request("message_new", { channel: "general", content, ...fields })).message.id;
const edit = (by: Member, id: string, fields: object) => {
  now += 1000;
  return by.request("message_edit", { channel: "general", id, ...fields });
};
const versions = async (by: Member, id: string, place: Place = { channel: "general" }) =>
  (await by.request("message_history", { id, ...place })).versions;

describe("message_history", () => {
  test("has what each edit changed, oldest first, since when it was so", async () => {
    const { mira, nora } = await cast();
    const start = now / 1000;
    const id = await say(mira, "one", { embeds: [{ title: "first" }] });
    expect(await versions(nora, id)).toEqual([]);
    await edit(mira, id, { content: "two" });
    await edit(mira, id, { content: "two", embeds: [{ title: "second" }] });
    // The same again changes nothing.
    await edit(mira, id, { content: "two" });
    await edit(mira, id, { content: "three", embeds: [] });
    const first = [{ type: "rich", title: "first" }];
    expect(await nora.request("message_history", { channel: "general", id })).toMatchObject({
      cmd: "message_history",
      id,
      channel: "general",
      thread_id: null,
      versions: [
        { content: "one", embeds: first, timestamp: start },
        { content: "two", embeds: first, timestamp: start + 1 },
        { content: "two", embeds: [{ type: "rich", title: "second" }], timestamp: start + 3 },
      ],
    });
  });

  test("keeps those before the newest 50 edits", async () => {
    const { mira, nora } = await cast();
    const id = await say(mira, "0");
    for (let count = 1; count <= 53; count++) await edit(mira, id, { content: `${count}` });
    const contents = (await versions(nora, id)).map(({ content }) => content);
    expect(contents).toEqual(Array.from({ length: 50 }, (_, index) => `${index + 3}`));
  });

  test("in threads by the forum's name; and it goes with the message", async () => {
    const { mira, nora } = await cast();
    const { thread } = await mira.request("thread_create", { channel: "help", name: "Printer" });
    const id = await say(mira, "one", { thread_id: thread.id });
    await edit(mira, id, { channel: "help", content: "two" });
    expect(await nora.request("message_history", { channel: "help", id })).toMatchObject({
      channel: "help",
      thread_id: thread.id,
      versions: [{ content: "one" }],
    });
    await mira.request("message_delete", { thread_id: thread.id, id });
    expect(await refusal(versions(nora, id, { thread_id: thread.id }))).toBe("message_not_found");
  });

  test("members who may not view or read the message get none of it", async () => {
    const { olga, mira, nora } = await cast({ permissions: { enforce_member_permissions: true } });
    const id = await say(olga, "secret", { channel: "kitchen" });
    await edit(olga, id, { channel: "kitchen", content: "nothing" });
    expect(await refusal(versions(nora, id, { channel: "kitchen" }))).toBe("channel_not_found");
    expect(await refusal(versions(nora, id))).toBe("message_not_found");
    const open = await say(olga, "one");
    await edit(olga, open, { content: "two" });
    await olga.request("role_update", { name: "user", permissions: ["read_message_history"] });
    expect(await versions(mira, open)).toHaveLength(1);
    await olga.request("role_update", { name: "user", permissions: ["send_messages"] });
    expect(await refusal(versions(mira, open))).toBe("message_not_found");
  });
});

describe("embeds_list", () => {
  test("gives a message's embeds, in channels and threads", async () => {
    const { mira, nora } = await cast();
    const embeds = [
      { type: "rich", title: "a" },
      { type: "rich", title: "b" },
    ];
    const id = await say(mira, "look", { embeds });
    expect(await nora.request("embeds_list", { channel: "general", id })).toMatchObject({
      cmd: "embeds_list",
      id,
      embeds,
    });
    const plain = await say(mira, "plain");
    expect((await nora.request("embeds_list", { channel: "general", id: plain })).embeds).toEqual([]);
    expect(await refusal(nora.request("embeds_list", { channel: "general", id: "nothing" }))).toBe(
      "message_not_found",
    );
    const { thread } = await mira.request("thread_create", { channel: "help", name: "Printer" });
    const inThread = await say(mira, "look", { thread_id: thread.id, embeds });
    for (const place of [{ channel: "help" }, { thread_id: thread.id }]) {
      expect((await nora.request("embeds_list", { ...place, id: inThread })).embeds).toEqual(embeds);
    }
  });

  test("embeds of a hidden channel stay hidden", async () => {
    const { olga, nora } = await cast();
    const id = await say(olga, "look", { channel: "kitchen", embeds: [{ title: "secret" }] });
    expect(await refusal(nora.request("embeds_list", { channel: "kitchen", id }))).toBe("channel_not_found");
    expect(await refusal(nora.request("embeds_list", { channel: "general", id }))).toBe("message_not_found");
  });
});

test("locked and archived threads are read: pins, embeds, history and inbox", async () => {
  const { olga, mira, nora } = await cast();
  const { thread } = await mira.request("thread_create", { channel: "help", name: "Printer" });
  const id = await say(mira, "for @nora", { thread_id: thread.id, embeds: [{ title: "a" }] });
  await edit(mira, id, { channel: "help", content: "still for @nora" });
  await olga.request("message_pin", { channel: "help", id });
  await olga.request("thread_update", { thread_id: thread.id, locked: true, archived: true });
  const place = { thread_id: thread.id };
  expect((await nora.request("messages_pinned", place)).messages).toHaveLength(1);
  expect((await nora.request("embeds_list", { ...place, id })).embeds).toHaveLength(1);
  expect(await versions(nora, id, place)).toHaveLength(1);
  expect((await nora.request("pings_get", {})).messages).toMatchObject([{ id, ...place }]);
});

test("a wrong type is answered", async () => {
  const { olga } = await cast();
  for (const cmd of [
    ...["message_react_add", "message_react_remove", "reaction_add", "reaction_remove"],
    ...["message_pin", "message_unpin", "message_history", "embeds_list", "messages_pinned"],
  ] as const) {
    for (const fields of [{ id: 5 }, { id: "" }, { emoji: ["x"] }, { channel: {} }, { thread_id: 5 }, {}]) {
      const request = { id: undefined, ...fields } as never;
      expect([cmd, fields, await refusal(olga.request(cmd as "message_pin", request))]).toEqual([
        ...[cmd, fields, "invalid_field"],
      ] as never);
    }
  }
});
