/** Permissions of members, where the configuration enforces them, and what a channel denies. */
import { afterEach, describe, expect, test } from "bun:test";
import { cooksIn } from "./support/casts.ts";
import { history, say } from "./support/messages.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
let now = 1_800_000_000_000;
afterEach(() => town.close());

/** Time stands still. */
async function cast(options: TestServerOptions = {}) {
  town = await openTown({ now: () => now, ...options });
  const people = await cooksIn(town);
  now += 2000;
  return people;
}

describe("member permissions", () => {
  const strict = { config: { permissions: { enforce_member_permissions: true } } };
  /** A role that holds only these. */
  async function only(member: string, ...permissions: string[]) {
    const olga = await town.join("olga");
    await olga.request("role_update", { name: "cook", permissions });
    await town.roles(member, "cook");
    await olga.request("channel_update", {
      current_name: "general",
      updates: { permissions: { view: ["user", "cook"], send: ["user", "cook"], edit_own: ["cook"] } },
    });
    now += 2000;
    await olga.request("ping");
    olga.close();
  }

  test("count only where the operator switched them on", async () => {
    const { mira, nora } = await cast();
    await say(nora, "before");
    await only("mira");
    await say(mira, "x", { embeds: [{ title: "x" }] });
    expect(await history(mira)).toHaveLength(2);
    await town.server.reconfigure(strict.config);
    expect(await refusal(say(mira, "x"))).toBe("send_denied");
    expect(await history(mira)).toEqual([]);
    await say(nora, "the role user holds them all", { embeds: [{ title: "x" }] });
  });

  test("send_messages, embed_links and read_message_history each open their own door", async () => {
    const { mira, nora } = await cast(strict);
    const message = await say(nora, "before");
    await only("mira", "send_messages");
    await mira.news();
    await say(mira, "x");
    expect(await refusal(say(mira, "x", { embeds: [{ title: "x" }] }))).toBe("embeds_denied");
    expect(await mira.request("messages_get", { channel: "general" })).toMatchObject({
      messages: [],
      at_start: true,
    });
    expect(await refusal(mira.request("message_get", { channel: "general", id: message.id }))).toBe(
      "message_not_found",
    );
    expect(await refusal(mira.request("messages_around", { channel: "general", around: message.id }))).toBe(
      "message_not_found",
    );
    expect((await mira.request("message_replies", { channel: "general", id: message.id })).replies).toEqual(
      [],
    );
    // New messages still arrive.
    await say(nora, "now");
    expect((await mira.news()).map(({ cmd }) => cmd)).toContain("message_new");
    await only("mira", "send_messages", "embed_links", "read_message_history");
    await say(mira, "x", { embeds: [{ title: "x" }] });
    expect(await history(mira)).toHaveLength(4);
  });
});

test("without read_message_history, where it is enforced, no command gives earlier messages", async () => {
  const { olga, mira } = await cast({ config: { permissions: { enforce_member_permissions: true } } });
  const all = { view: ["user"], send: ["user"], create_thread: ["user"] };
  await olga.request("channel_create", { name: "help", type: "forum", permissions: all });
  const { thread } = await olga.request("thread_create", { channel: "help", name: "x" });
  const content = "@mira the walnut";
  const channel = "general";
  const { id } = await say(olga, content, { embeds: [{ title: "walnut" }] });
  await say(olga, content, { reply_to: id });
  await olga.request("message_new", { thread_id: thread.id, content });
  await olga.request("message_edit", { channel, id, content: `${content}s` });
  await olga.request("message_pin", { channel, id });
  const question = { channel, question: "Which nut?", options: ["walnut", "none"] };
  const { poll_id, message_id } = await olga.request("poll_create", question);
  await mira.request("poll_vote", { poll_id, option_ids: ["0"] });
  const asks: Readonly<Record<string, () => Promise<unknown>>> = {
    messages_get: () => mira.request("messages_get", { channel }),
    "messages_get of a thread": () => mira.request("messages_get", { thread_id: thread.id }),
    messages_around: () => mira.request("messages_around", { channel, around: id }),
    message_get: () => mira.request("message_get", { channel, id }),
    message_history: () => mira.request("message_history", { channel, id }),
    message_replies: () => mira.request("message_replies", { channel, id }),
    embeds_list: () => mira.request("embeds_list", { channel, id }),
    messages_pinned: () => mira.request("messages_pinned", { channel }),
    messages_search: () => mira.request("messages_search", { channel, query: "from:olga" }),
    poll_get: () => mira.request("poll_get", { poll_id }),
    "poll_get by its message": () => mira.request("poll_get", { message_id }),
    poll_results: () => mira.request("poll_results", { poll_id }),
    pings_get: () => mira.request("pings_get"),
    thread_messages: () => mira.request("thread_messages", { thread_id: thread.id }),
  };
  const told = async () => {
    const telling: string[] = [];
    for (const [what, ask] of Object.entries(asks)) {
      const answer = await ask().catch((error: Error) => error.message);
      if (JSON.stringify(answer).includes("walnut")) telling.push(what);
    }
    return telling;
  };
  expect(await told()).toEqual(Object.keys(asks));
  await olga.request("role_update", { name: "user", permissions: ["send_messages"] });
  expect(await told()).toEqual([]);
});

describe("a channel's deny", () => {
  const deny = async (olga: Member, ...denied: string[]) => {
    await olga.request("channel_update", {
      current_name: "general",
      updates: { permissions: { view: ["user"], send: ["user"], react: ["user"], deny: denied } },
    });
  };

  test("takes each member permission there, and only there, from everybody but owners", async () => {
    const { olga, mira, nora } = await cast({
      config: { permissions: { enforce_member_permissions: true } },
    });
    await olga.request("role_create", { name: "everyone" });
    const everything = ["send_messages", "read_message_history", "add_reactions", "embed_links"];
    await olga.request("role_update", { name: "user", permissions: [...everything, "mention_everyone"] });
    const list = { view: ["user"], send: ["user"], react: ["user"] };
    await olga.request("channel_create", { name: "tea", type: "text", permissions: list });
    const before = { general: await say(nora, "before"), tea: await say(nora, "before", { channel: "tea" }) };
    now += 60_000;
    const doors = {
      send_messages: (by: Member, channel: Place) => say(by, "x", { channel }),
      embed_links: (by: Member, channel: Place) => say(by, "x", { channel, embeds: [{ title: "x" }] }),
      mention_everyone: (by: Member, channel: Place) => say(by, "@&everyone", { channel }),
      add_reactions: (by: Member, channel: Place) =>
        by.request("message_react_add", { channel, id: before[channel].id, emoji: "👍" }),
      read_message_history: (by: Member, channel: Place) =>
        by.request("message_get", { channel, id: before[channel].id }),
    };
    type Place = keyof typeof before;
    const codes: string[] = [];
    for (const [permission, pass] of Object.entries(doors)) {
      await deny(olga, permission);
      codes.push(await refusal(pass(mira, "general")));
      await pass(mira, "tea");
      await pass(olga, "general");
      now += 20_000;
    }
    expect(codes).toEqual([
      "send_denied",
      "embeds_denied",
      "mention_denied",
      "react_denied",
      "message_not_found",
    ]);
    await deny(olga);
    for (const pass of Object.values(doors)) await pass(mira, "general");
  });

  test("takes the power over others' messages too", async () => {
    const { olga, mira, nora } = await cast();
    await olga.request("role_update", { name: "cook", permissions: ["manage_messages"] });
    const { id } = await say(nora, "x");
    await deny(olga, "manage_messages");
    expect(await refusal(mira.request("message_delete", { channel: "general", id }))).toBe("delete_denied");
    expect(await refusal(mira.request("message_pin", { channel: "general", id }))).toBe("pin_denied");
    await deny(olga);
    await mira.request("message_pin", { channel: "general", id });
    await mira.request("message_delete", { channel: "general", id });
  });
});
