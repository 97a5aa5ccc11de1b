/** Channels: the list, and making, changing, moving and deleting them. */
import { afterEach, describe, expect, test } from "bun:test";
import type { WireChannel } from "../client/index.ts";
import {
  channelTown,
  create,
  everybody,
  give,
  later,
  list,
  names,
  type Permissions,
  short,
  update,
} from "./support/channels.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, refusal, refusalOf, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options: TestServerOptions = {}) {
  const opened = await channelTown(options);
  town = opened.town;
  return opened.people;
}

describe("channels_get", () => {
  test("gives what the user may view, in order, with every permission spelled out", async () => {
    const { olga, mira } = await cast();
    const text = {
      view: ["user"],
      send: ["cook", "!mute"],
      react: [],
      pin: ["staff"],
      deny: ["embed_links"],
    };
    await create(olga, "kitchen", text, {
      display_name: "Kitchen",
      description: "Hot",
      icon: "https://x.example/i.png",
    });
    await create(olga, "line", { view: ["user"] }, { type: "separator", size: 20 });
    await create(olga, "talk", { view: ["user"] }, { type: "voice" });
    await create(olga, "help", { view: ["user"] }, { type: "forum" });
    await create(olga, "office");
    const { message } = await olga.request("message_new", { channel: "kitchen", content: "soup" });
    const [general, kitchen, ...rest] = await list(mira);
    expect(general).toEqual({
      name: "general",
      type: "text",
      description: "The first channel",
      permissions: {
        view: ["user"],
        send: ["user"],
        delete: ["admin", "moderator"],
        delete_own: ["user"],
        edit_own: ["user"],
        react: ["user"],
        pin: ["owner"],
        create_thread: ["user"],
      },
      last_message: null,
      last_message_id: null,
    });
    expect(kitchen).toEqual({
      name: "kitchen",
      type: "text",
      display_name: "Kitchen",
      description: "Hot",
      icon: "https://x.example/i.png",
      permissions: {
        view: ["user"],
        send: ["cook", "!mute"],
        delete: ["owner"],
        delete_own: ["user"],
        edit_own: ["user"],
        // Never []: a newer client takes that for everybody.
        react: ["owner"],
        pin: ["staff"],
        create_thread: ["owner"],
        deny: ["embed_links"],
      },
      last_message: message.timestamp,
      last_message_id: message.id,
    });
    expect(rest).toMatchObject([
      { name: "line", type: "separator", size: 20 },
      { name: "talk", type: "voice", voice_state: [] },
      { name: "help", type: "forum", threads: [] },
    ]);
    expect(await names(olga)).toEqual(["general", "kitchen", "line", "talk", "help", "office"]);
  });
});

describe("the right to view", () => {
  test("a blocked role has priority over all other roles; owners pass every list, administrators none", async () => {
    const { olga, mira, nora, ada } = await cast();
    await olga.request("role_create", { name: "root", permissions: ["administrator"] });
    await give(olga, "mira", "mute", "user");
    await give(olga, "nora", "user", "mute");
    await give(olga, "ada", "root");
    await give(olga, "olga", "owner", "mute");
    await create(olga, "lobby", { view: ["user", "!mute"] });
    for (const member of [mira, nora, ada]) expect(await names(member)).not.toContain("lobby");
    expect(await names(ada)).toEqual([]);
    expect(await names(olga)).toContain("lobby");
    await olga.request("message_new", { channel: "lobby", content: "still" });
  });

  test("a channel out of sight answers every command as one that doesn't exist", async () => {
    const { olga, ada, mira } = await cast();
    await create(olga, "vault");
    const { message } = await olga.request("message_new", { channel: "vault", content: "gold" });
    const id = message.id;
    const probes: [Member, string, object][] = [
      [mira, "message_new", { content: "x" }],
      [mira, "message_edit", { id, content: "x" }],
      [mira, "message_delete", { id }],
      [mira, "message_get", { id }],
      [mira, "messages_get", {}],
      [mira, "messages_around", { around: id }],
      [mira, "message_replies", { id }],
      [mira, "typing", {}],
      [ada, "channel_update", { updates: { description: "x" } }],
      [ada, "channel_move", { position: 0 }],
      [ada, "channel_delete", {}],
    ];
    for (const [by, command, fields] of probes) {
      const answers: string[] = [];
      for (const channel of ["vault", "nowhere"]) {
        const named = { channel, name: channel, current_name: channel };
        const denied = await refusalOf(by.request(command as "ping", { ...fields, ...named } as never));
        answers.push(`${denied.code} ${denied.message}`);
      }
      expect([command, ...answers]).toEqual([
        command,
        ...Array(2).fill("channel_not_found Channel not found"),
      ]);
    }
  });
});

describe("channel_create", () => {
  test("without permissions only owners see it, and only they are told", async () => {
    const { olga, ada, mira } = await cast();
    const second = await town.join("olga");
    await second.news();
    const { channel, created } = await create(ada, "office", undefined, { description: "Papers" });
    expect(created).toBeTrue();
    expect(channel).toEqual({
      name: "office",
      type: "text",
      description: "Papers",
      permissions: {
        view: ["owner"],
        send: ["owner"],
        delete: ["owner"],
        delete_own: ["user"],
        edit_own: ["user"],
        react: ["user"],
        pin: ["owner"],
        create_thread: ["owner"],
      },
      last_message: null,
      last_message_id: null,
    });
    for (const member of [olga, second]) expect(short(await member.news())).toEqual(["general office"]);
    for (const member of [ada, mira]) expect(await member.news()).toEqual([]);
  });

  test("is shown at once to those who may view it", async () => {
    const { olga, ada, mira, nora } = await cast();
    await give(olga, "mira", "cook", "user");
    for (const member of [olga, ada, mira, nora]) await member.news();
    await create(ada, "Kitchen  Sink", { view: ["cook"], send: ["cook"] });
    expect(short(await mira.news())).toEqual(["general Kitchen-Sink"]);
    expect(await nora.news()).toEqual([]);
    await olga.news();
    await mira.request("message_new", { channel: "Kitchen-Sink", content: "hello" });
    expect(short(await olga.news())).toEqual(["message_new"]);
    expect(await nora.news()).toEqual([]);
  });

  test("refuses names that are taken, broken or used by clients", async () => {
    const { olga } = await cast();
    const attempt = (name: unknown) => refusal(create(olga, name as string));
    for (const name of ["general", "GENERAL", " general "])
      expect(await attempt(name)).toBe("channel_exists");
    const bad = [
      "",
      "  ",
      "c".repeat(65),
      "a/b",
      "a\\b",
      "a?b",
      "a#b",
      "<b>",
      ".",
      "..",
      "thread:1",
      "__proto__",
    ];
    const hijacked = [
      "roles",
      "home",
      "Notes",
      "cmds",
      "new_message",
      "relationships",
      "discovery",
      "online",
      "servers",
    ];
    for (const name of [...bad, ...hijacked, "a\nb", "a\u202eb"]) {
      expect([name, await attempt(name)]).toEqual([name, "channel_name_invalid"]);
    }
    for (const name of [5, null, ["x"], { x: 1 }, undefined])
      expect(await attempt(name)).toBe("invalid_field");
    for (const name of ["constructor", "ä".repeat(64), "…", "😀"])
      expect((await create(olga, name)).channel.name).toBe(name);
  });

  test("refuses fields that are none of a channel's", async () => {
    const { olga } = await cast();
    const permissions = (value: unknown) => ({ permissions: value as Permissions });
    const odd: [object, string][] = [
      [{ type: "chat" }, "invalid_field"],
      [{ type: undefined }, "invalid_field"],
      [{ size: -1 }, "invalid_field"],
      [{ size: 1001 }, "invalid_field"],
      [{ size: "20" }, "invalid_field"],
      [{ icon: "javascript:alert(1)" }, "invalid_field"],
      [{ description: "d".repeat(1025) }, "invalid_field"],
      [{ display_name: "d".repeat(101) }, "invalid_field"],
      [permissions([]), "invalid_field"],
      [permissions("user"), "invalid_field"],
      [permissions({ view: "user" }), "invalid_field"],
      [permissions({ view: [1] }), "invalid_field"],
      [permissions({ shout: ["user"] }), "invalid_field"],
      [permissions({ view: Array(101).fill("user") }), "invalid_field"],
      [permissions({ deny: ["nothing"] }), "invalid_field"],
      [permissions({ view: ["nobody"] }), "role_unknown"],
      [permissions({ view: ["!nobody"] }), "role_unknown"],
      [permissions(JSON.parse('{"__proto__":["user"]}')), "invalid_field"],
    ];
    for (const [fields, code] of odd) {
      const answer = await refusal(create(olga, "odd", undefined, fields));
      expect([fields, answer]).toEqual([fields, code as typeof answer]);
    }
    expect(await names(olga)).toEqual(["general"]);
  });

  test("needs manage_channels", async () => {
    const { mira } = await cast();
    const denied = await refusalOf(create(mira, "mine", everybody));
    expect(denied.message).toBe("Access denied: 'manage_channels' permission required");
    expect(await refusal(update(mira, "general", { description: "mine" }))).toBe("permission_required");
    expect(await refusal(mira.request("channel_move", { name: "general", position: 0 }))).toBe(
      "permission_required",
    );
    expect(await refusal(mira.request("channel_delete", { name: "general" }))).toBe("permission_required");
  });
});

describe("channel_update", () => {
  test("goes whole to all who can view it, with the name before; the actor gets it as the reply", async () => {
    const { olga, ada, mira, nora } = await cast();
    const second = await town.join("ada");
    await second.news();
    await give(olga, "nora", "cook");
    for (const member of [olga, ada, mira, nora]) await member.news();
    const { message } = await mira.request("message_new", { channel: "general", content: "hello" });
    for (const member of [olga, ada, mira, second]) await member.news();
    const reply = await update(ada, "general", { description: "Talk", display_name: "General" });
    const packet = {
      cmd: "channel_update",
      current_name: "general",
      updated: true,
      channel: { name: "general", description: "Talk", display_name: "General", last_message_id: message.id },
    };
    expect(reply).toMatchObject(packet);
    for (const member of [olga, ada, mira, second]) expect(await member.news()).toMatchObject([packet]);
    expect(await nora.news()).toEqual([]);
    // null and "" clear an optional field.
    for (const none of [null, ""] as const) {
      const optional = { description: "d", display_name: "n", icon: "https://x.example/i.png", size: 20 };
      expect((await update(ada, "general", optional)).channel).toMatchObject(optional);
      const nothing = { description: none, display_name: none, icon: none, size: none };
      await update(ada, "general", nothing);
      const [general] = await list(mira);
      for (const field of Object.keys(optional)) expect(general).not.toHaveProperty(field);
    }
  });

  test("a rename keeps the messages, for everybody and after a restart", async () => {
    const { olga, ada, mira } = await cast();
    await mira.request("message_new", { channel: "general", content: "hello" });
    for (const member of [olga, mira]) await member.news();
    await update(ada, "general", { name: "lobby" });
    expect(await mira.news()).toMatchObject([
      { cmd: "channel_update", current_name: "general", channel: { name: "lobby" } },
    ]);
    expect(await refusal(mira.request("messages_get", { channel: "general" }))).toBe("channel_not_found");
    expect((await mira.request("messages_get", { channel: "lobby" })).messages).toHaveLength(1);
    // The name is free again, and a new channel with it is empty.
    await create(olga, "general", everybody);
    expect((await mira.request("messages_get", { channel: "general" })).messages).toEqual([]);
    await town.restart();
    const back = await town.join("mira");
    expect((await back.request("messages_get", { channel: "lobby" })).messages).toHaveLength(1);
  });

  test("the official editor's save, with all eight keys as it got them, changes nothing", async () => {
    const { ada, mira } = await cast();
    const [before] = await list(mira);
    await update(ada, "general", {
      permissions: before?.permissions ?? {},
      description: before?.description ?? "",
    });
    expect(await list(mira)).toEqual([before as WireChannel]);
    // An empty list means owners only, although an absent one means everybody.
    const emptied = { ...before?.permissions, react: [], edit_own: [] };
    await update(ada, "general", { permissions: emptied });
    const owners = { ...before?.permissions, react: ["owner"], edit_own: ["owner"] };
    expect((await list(mira))[0]?.permissions).toEqual(owners);
    await update(ada, "general", { permissions: owners });
    expect((await list(mira))[0]?.permissions).toEqual(owners);
    await update(ada, "general", { permissions: null });
    expect((await list(ada)).map(({ name }) => name)).toEqual([]);
  });

  test("refuses invalid changes, and ignores keys that clients must not set", async () => {
    const { olga } = await cast();
    await create(olga, "kitchen", everybody);
    expect(await refusal(update(olga, "general", {}))).toBe("invalid_field");
    expect(await refusal(update(olga, "general", [] as never))).toBe("invalid_field");
    expect(await refusal(update(olga, "general", { name: "KITCHEN" }))).toBe("channel_exists");
    expect(await refusal(update(olga, "general", { name: "" }))).toBe("channel_name_invalid");
    expect(await refusal(update(olga, "General", { description: "x" }))).toBe("channel_not_found");
    expect(await refusal(update(olga, "general", { permissions: { view: ["nobody"] } }))).toBe(
      "role_unknown",
    );
    const injected = { threads: [1], voice_state: [1], last_message: 5, id: 7, description: "ok" };
    const { channel } = await update(olga, "general", injected as never);
    expect(channel).toMatchObject({ description: "ok", last_message: null });
    expect(channel).not.toHaveProperty("threads");
  });

  test("only an empty channel changes its type", async () => {
    const { olga, mira } = await cast();
    const { message } = await mira.request("message_new", { channel: "general", content: "hello" });
    expect(await refusal(update(olga, "general", { type: "voice" }))).toBe("channel_type_fixed");
    await mira.request("message_delete", { channel: "general", id: message.id });
    expect((await update(olga, "general", { type: "voice" })).channel).toMatchObject({
      type: "voice",
      voice_state: [],
    });
    expect(await refusal(mira.request("message_new", { channel: "general", content: "x" }))).toBe(
      "channel_wrong_type",
    );
    // The official client asks for the first channel.
    expect(await mira.request("messages_get", { channel: "general" })).toMatchObject({ messages: [] });
    // A forum stays a forum as long as it has a thread.
    await create(olga, "help", { ...everybody, create_thread: ["user"] }, { type: "forum" });
    const { thread } = await mira.request("thread_create", { channel: "help", name: "x" });
    expect(await refusal(update(olga, "help", { type: "text" }))).toBe("channel_type_fixed");
    expect((await update(olga, "help", { type: "forum", description: "x" })).channel.type).toBe("forum");
    await mira.request("thread_delete", { thread_id: thread.id });
    for (const type of ["text", "separator", "forum"] as const) {
      expect((await update(olga, "help", { type })).channel.type).toBe(type);
    }
    expect(await refusal(update(olga, "help", { type: "chat" as "text" }))).toBe("invalid_field");
  });
});

describe("channel_move", () => {
  test("shows the new order to those for whom it is one", async () => {
    const { olga, mira } = await cast();
    await create(olga, "one", everybody);
    await create(olga, "two", everybody);
    await create(olga, "vault");
    for (const member of [olga, mira]) await member.news();
    expect(await later(() => olga.request("channel_move", { name: "two", position: 0 }))).toMatchObject({
      cmd: "channel_move",
      name: "two",
      position: 0,
      moved: true,
    });
    expect(short(await olga.news())).toEqual(["two general one vault"]);
    expect(short(await mira.news())).toEqual(["two general one"]);
    // A channel that only owners see moves without an event for the others.
    await later(() => olga.request("channel_move", { name: "vault", position: 1 }));
    expect(short(await olga.news())).toEqual(["two vault general one"]);
    expect(await mira.news()).toEqual([]);
    // The same position: no event for anybody.
    await later(() => olga.request("channel_move", { name: "vault", position: 1 }));
    expect(await olga.news()).toEqual([]);
    expect(await later(() => olga.request("channel_move", { name: "two", position: 1000 }))).toMatchObject({
      position: 1000,
    });
    expect(await names(olga)).toEqual(["vault", "general", "one", "two"]);
    await town.restart();
    expect(await names(await town.join("olga"))).toEqual(["vault", "general", "one", "two"]);
  });

  test("counts positions in the list that the actor sees", async () => {
    const { olga, ada } = await cast();
    for (const name of ["vault", "safe"]) await create(olga, name);
    for (const name of ["one", "two"]) await create(olga, name, everybody);
    expect(await names(ada)).toEqual(["general", "one", "two"]);
    await later(() => ada.request("channel_move", { name: "two", position: 1 }));
    expect(await names(ada)).toEqual(["general", "two", "one"]);
    await later(() => ada.request("channel_move", { name: "general", position: 2 }));
    expect(await names(ada)).toEqual(["two", "one", "general"]);
    await later(() => ada.request("channel_move", { name: "general", position: 0 }));
    expect(await names(ada)).toEqual(["general", "two", "one"]);
  });

  test("refuses odd positions", async () => {
    const { olga } = await cast();
    for (const position of [-1, 1.5, "1", true, null, undefined]) {
      expect(
        await refusal(olga.request("channel_move", { name: "general", position: position as number })),
      ).toBe("invalid_field");
    }
  });
});

describe("channel_delete", () => {
  test("deletes the channel with its messages, and clears its unread count for its viewers", async () => {
    const { olga, ada, mira, nora } = await cast();
    await give(olga, "mira", "cook", "user");
    await give(olga, "ada", "staff", "cook", "user");
    await create(olga, "Kitchen", { view: ["cook"], send: ["cook"] });
    const { message } = await mira.request("message_new", { channel: "Kitchen", content: "secret recipe" });
    for (const member of [olga, ada, mira, nora]) await member.news();
    expect(await later(() => ada.request("channel_delete", { name: "kitchen" }))).toMatchObject({
      cmd: "channel_delete",
      name: "Kitchen",
      channel: "Kitchen",
      deleted: true,
    });
    for (const member of [olga, ada, mira]) {
      const news = await member.news();
      expect(news[0]).toEqual({ cmd: "unreads_update", channel: "Kitchen", last_read: null });
      expect(short(news.slice(1))).toEqual(["general"]);
    }
    expect(await nora.news()).toEqual([]);
    // A new one of that name is another channel.
    await create(olga, "Kitchen", everybody);
    expect((await nora.request("messages_get", { channel: "Kitchen" })).messages).toEqual([]);
    expect(await refusal(mira.request("message_get", { channel: "Kitchen", id: message.id }))).toBe(
      "message_not_found",
    );
    expect(
      await refusal(mira.request("message_new", { channel: "Kitchen", content: "x", reply_to: message.id })),
    ).toBe("reply_target_not_found");
    await town.restart();
    expect(
      (await (await town.join("nora")).request("messages_get", { channel: "Kitchen" })).messages,
    ).toEqual([]);
  });

  test("the exact name goes before one that differs in case", async () => {
    const { olga } = await cast();
    await create(olga, "Kitchen", everybody);
    expect(await refusal(olga.request("channel_delete", { name: "kitche" }))).toBe("channel_not_found");
    expect(await olga.request("channel_delete", { name: "KITCHEN" })).toMatchObject({ name: "Kitchen" });
  });

  test("messages that are under way while it goes are answered", async () => {
    const { olga, mira } = await cast();
    const sent = Array.from({ length: 20 }, (_, index) =>
      mira.request("message_new", { channel: "general", content: `m${index}` }).then(
        () => "stored",
        (error: { code: string }) => error.code,
      ),
    );
    const deleted = olga.request("channel_delete", { name: "general" });
    const answers = await Promise.all(sent);
    await deleted;
    expect(answers.every((answer) => answer === "stored" || answer === "channel_not_found")).toBeTrue();
  });
});
