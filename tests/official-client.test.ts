/** What the official client and its relatives make of packets: they send no `listener` and show every `error`. */
import { afterEach, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { forAll } from "./support/casts.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";
import { until } from "./support/until.ts";

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

/**
 * How the official client keeps colours: a list replaces all that it knows, and `user_roles_get` brings roles, but a
 * colour only if it has one.
 */
async function colorsShownTo(member: Member) {
  const colors = new Map<string, string | null>();
  const keep = (users: readonly { username: string; color: string | null }[]) => {
    colors.clear();
    for (const { username, color } of users) colors.set(username, color);
  };
  keep((await member.request("users_list")).users);
  member.on("event", (event) => {
    if (event.cmd === "users_list") keep(event.users);
    if (event.cmd === "user_roles_get" && event.color !== null) colors.set(event.user, event.color);
  });
  return async () => {
    await member.request("ping");
    return [colors.get("mira"), colors.get("nora")];
  };
}

describe("the colour of a role reaches everybody who shows its holders", () => {
  async function painted() {
    const { olga, mira, nora } = await cast();
    for (const [name, color] of [
      ["red", "#ff0000"],
      ["plain", null],
    ] as const) {
      await olga.request("role_create", { name, color });
    }
    await town.roles("mira", "red", "user");
    // Not the role that gives nora's colour.
    await town.roles("nora", "plain", "red", "user");
    return { olga, mira, shown: await Promise.all([mira, nora].map(colorsShownTo)) };
  }
  type Painted = Awaited<ReturnType<typeof painted>>;
  const see = async ({ shown }: Painted) => Promise.all(shown.map((colors) => colors()));

  test.each([
    ["another one", "role_update", { color: "#0000ff" }, "#0000ff"],
    ["none", "role_update", { color: null }, null],
    ["deleted", "role_delete", {}, null],
  ] as const)("%s", async (_what, cmd, fields, color) => {
    const world = await painted();
    expect(await see(world)).toEqual([
      ["#ff0000", null],
      ["#ff0000", null],
    ]);
    await world.olga.request(cmd, { name: "red", ...fields });
    expect(await see(world)).toEqual([
      [color, null],
      [color, null],
    ]);
  });

  test.each([
    ["taken", "user_roles_set", { user: "mira", roles: ["user"] }],
    ["put behind another", "user_roles_set", { user: "mira", roles: ["plain", "red", "user"] }],
  ] as const)("%s", async (_what, cmd, fields) => {
    const world = await painted();
    await world.olga.request(cmd, { ...fields, roles: [...fields.roles] });
    expect(await see(world)).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  test("a hand edit too", async () => {
    const world = await painted();
    const list = Promise.all([world.mira, world.olga].map((member) => member.next("users_list")));
    const file = join(town.server.folder, "db", "roles.json");
    const text = await until("the colour in roles.json", () => {
      const now = readFileSync(file, "utf8");
      return now.includes('"#ff0000"') ? now : undefined;
    });
    writeFileSync(file, text.replace('"#ff0000"', "null"));
    await list;
    expect(await see(world)).toEqual([
      [null, null],
      [null, null],
    ]);
  });
});

describe("a renamed channel shows its messages under the new name to connections that have it open", () => {
  const pages = (events: readonly { cmd: string }[]) => events.filter(({ cmd }) => cmd === "messages_get");

  async function opened() {
    const people = await cast();
    const { olga, mira, nora } = people;
    await olga.request("channel_create", { name: "attic", type: "text", permissions: forAll });
    for (const content of ["one", "two"]) await mira.request("message_new", { channel: "attic", content });
    await mira.request("messages_get", { channel: "attic" });
    // Nora looked there, but went on.
    for (const channel of ["attic", "general"]) await nora.request("messages_get", { channel });
    for (const member of [olga, mira, nora]) await member.news();
    return people;
  }

  test("by command: behind the channel_update, and nobody else gets it", async () => {
    const { olga, mira, nora } = await opened();
    await olga.request("channel_update", { current_name: "attic", updates: { description: "dusty" } });
    expect(pages(await mira.news())).toEqual([]);
    await olga.request("channel_update", { current_name: "attic", updates: { name: "loft" } });
    expect(await mira.news()).toMatchObject([
      { cmd: "channel_update", current_name: "attic", channel: { name: "loft" } },
      {
        cmd: "messages_get",
        channel: "loft",
        thread_id: null,
        at_start: true,
        at_end: true,
        messages: [{ content: "one" }, { content: "two" }],
      },
    ]);
    for (const other of [olga, nora]) expect(pages(await other.news())).toEqual([]);
  });

  test("a member who loses it by the same change gets nothing", async () => {
    const { olga, mira } = await opened();
    const updates = { name: "loft", permissions: { view: ["owner"] } };
    await olga.request("channel_update", { current_name: "attic", updates });
    expect(pages(await mira.news())).toEqual([]);
  });

  test("the own vote stays marked", async () => {
    const { olga, mira, nora } = await opened();
    const options = ["Soup", "Salad"];
    const { poll_id } = await mira.request("poll_create", { channel: "attic", question: "Lunch?", options });
    await mira.request("poll_vote", { poll_id, option_ids: ["1"] });
    for (const member of [mira, nora]) await member.news();
    await olga.request("channel_update", { current_name: "attic", updates: { name: "loft" } });
    const own = { cmd: "poll_vote_update", channel: "loft", poll_id, user: "mira", option_ids: ["1"] };
    expect((await mira.news()).slice(1)).toMatchObject([{ cmd: "messages_get" }, own]);
    expect((await nora.news()).map(({ cmd }) => cmd)).toEqual(["channel_update"]);
  });

  test("by a hand edit", async () => {
    const { mira } = await opened();
    const page = mira.next("messages_get");
    const file = join(town.server.folder, "db", "channels.json");
    const text = await until("the channel in channels.json", () => {
      const now = readFileSync(file, "utf8");
      return now.includes('"attic"') ? now : undefined;
    });
    writeFileSync(file, text.replace('"attic"', '"loft"'));
    expect(await page).toMatchObject({ channel: "loft", messages: [{ content: "one" }, { content: "two" }] });
  });
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
