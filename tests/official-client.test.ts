/** What the official client and its relatives make of packets: they send no `listener` and show every `error`. */
import { afterEach, describe, expect, test } from "bun:test";
import { forAll } from "./support/casts.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast() {
  town = await openTown({ config: { rate_limiting: { enabled: false } } });
  const [olga, mira, nora] = await town.people("olga", "mira", "nora");
  await olga.request("channel_create", { name: "help", type: "forum", permissions: forAll });
  for (const member of [olga, mira, nora]) await member.news();
  return { olga, mira, nora };
}

/** The packets that a request without a `listener` brings. A round trip behind it shows that there are no more. */
async function answersTo(member: Member, packet: object): Promise<Record<string, unknown>[]> {
  const answers: Record<string, unknown>[] = [];
  const stop = member.received((text) => answers.push(JSON.parse(text)));
  member.send(packet as never);
  await member.request("ping");
  stop();
  return answers.filter(({ cmd }) => cmd !== "pong");
}

describe("refused typing shows no banner", () => {
  test.each([
    ["in a forum", { channel: "help" }],
    ["in a channel that is gone", { channel: "gone" }],
    ["while timed out", { channel: "general" }],
  ])("%s", async (where, place) => {
    const { olga, mira } = await cast();
    if (where === "while timed out") await olga.request("user_timeout", { user: "mira", timeout: 60 });
    await mira.news();
    expect(await answersTo(mira, { cmd: "typing", ...place })).toEqual([]);
    expect(await refusal(mira.request("typing", place))).toMatch(
      /^(channel_wrong_type|channel_not_found|timed_out)$/,
    );
  });

  test("in a locked thread", async () => {
    const { olga, mira } = await cast();
    const { thread } = await olga.request("thread_create", { channel: "help", name: "oven" });
    const thread_id = thread.id;
    await olga.request("thread_update", { thread_id, locked: true });
    await mira.news();
    expect(await answersTo(mira, { cmd: "typing", channel: "help", thread_id })).toEqual([]);
  });

  test("but a malformed one is told: a program sent it", async () => {
    const { mira } = await cast();
    const [answer] = await answersTo(mira, { cmd: "typing", channel: "general", duration: "long" });
    expect(answer).toMatchObject({ cmd: "error", code: "invalid_field" });
  });
});

describe("the original of a loaded reply is gone", () => {
  const place = { channel: "general" };

  async function replied() {
    const { mira, ...others } = await cast();
    const original = (await mira.request("message_new", { ...place, content: "tea?" })).message.id;
    await mira.request("message_new", { ...place, content: "yes", reply_to: original });
    await mira.request("message_delete", { ...place, id: original });
    await mira.news();
    return { mira, original, ...others };
  }

  test("message_get answers null instead of an error", async () => {
    const { mira, original } = await replied();
    expect(await answersTo(mira, { cmd: "message_get", ...place, id: original })).toEqual([
      { cmd: "message_get", channel: "general", thread_id: null, message: null },
    ]);
  });

  test("but with a listener, for an extended connection, and for other ids, it is an error", async () => {
    const { mira, nora, original } = await replied();
    expect(await refusal(mira.request("message_get", { ...place, id: original }))).toBe("message_not_found");
    const missing = { cmd: "error", code: "message_not_found" };
    expect(await answersTo(mira, { cmd: "message_get", ...place, id: "nothing" })).toMatchObject([missing]);
    await nora.request("capabilities", { val: [] });
    expect(await answersTo(nora, { cmd: "message_get", ...place, id: original })).toMatchObject([missing]);
  });

  test("nobody learns of replies in a place that they can't view", async () => {
    const { olga, mira } = await cast();
    await olga.request("channel_create", { name: "vault", type: "text" });
    const at = { channel: "vault" };
    const { id } = (await olga.request("message_new", { ...at, content: "psst" })).message;
    await olga.request("message_new", { ...at, content: "yes", reply_to: id });
    await olga.request("message_delete", { ...at, id });
    await mira.news();
    for (const channel of ["vault", "general"]) {
      const [answer] = await answersTo(mira, { cmd: "message_get", channel, id });
      expect(answer).toMatchObject({ cmd: "error" });
    }
  });
});

test("user_leave that names a channel leaves nothing", async () => {
  const { mira, olga } = await cast();
  expect(await refusal(mira.request("user_leave", { channel: "general" }))).toBe("channel_cannot_be_left");
  expect((await olga.request("users_list")).users.map(({ username }) => username)).toContain("mira");
  await mira.request("user_leave");
  expect((await olga.request("users_list")).users.map(({ username }) => username)).not.toContain("mira");
});

describe("capabilities", () => {
  test("make a connection extended: pages carry `val` too, and only there", async () => {
    const { mira, nora } = await cast();
    await nora.request("message_new", { channel: "general", content: "hello" });
    expect(
      await mira.request("capabilities", { val: ["message_get", "server_side_embeds", 7] }),
    ).toMatchObject({
      val: [],
    });
    const get = { cmd: "messages_get", channel: "general" };
    await mira.news();
    await nora.news();
    const page = async (reader: Member) =>
      (await answersTo(reader, get)).find(({ cmd }) => cmd === "messages_get");
    const extended = await page(mira);
    expect(extended?.["val"]).toEqual(extended?.["messages"]);
    expect(extended?.["messages"]).toHaveLength(1);
    const plain = await page(nora);
    expect(plain).not.toHaveProperty("val");
  });

  test("the pushed first page of an empty channel has it too", async () => {
    const { mira, nora } = await cast();
    await mira.request("capabilities", { val: [] });
    for (const reader of [mira, nora]) await reader.request("messages_get", { channel: "general" });
    const pushed = Promise.all([mira, nora].map((reader) => reader.next("messages_get", () => true)));
    await nora.request("message_new", { channel: "general", content: "hello" });
    const [extended, plain] = (await pushed) as unknown as Record<string, unknown>[];
    expect(extended?.["val"]).toEqual(extended?.["messages"]);
    expect(plain).not.toHaveProperty("val");
  });

  test("that are no list are refused", async () => {
    const { mira } = await cast();
    expect(await refusal(mira.request("capabilities", { val: "all" } as never))).toBe("invalid_field");
  });
});
