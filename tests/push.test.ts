/** Web push: who is told of which message, and how it comes to their browser. */
import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test";
import { openPushScene, type PushScene, pushConfig } from "./support/push-scene.ts";
import { refusal } from "./support/town.ts";
import { upload } from "./support/uploads.ts";

let scene: PushScene;
beforeEach(async () => {
  scene = await openPushScene();
});
afterEach(() => scene.close());

describe("a member who is away is told", () => {
  test("of a mention, encrypted for their browser and signed by the server", async () => {
    const { key } = await scene.mira.request("push_get_vapid");
    await scene.away();
    const { message } = await scene.say("hello @mira");
    const { payload, headers, claims, ...signed } = await scene.phone.next();
    expect(payload).toEqual({
      title: "#general — olga",
      body: "hello @mira",
      channelName: "general",
      channel: "general",
      thread_id: null,
      message_id: message.id,
    });
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-encoding": "aes128gcm",
      ttl: "86400",
      urgency: "high",
    });
    expect(headers.get("topic")).toMatch(/^[\w-]{1,32}$/);
    expect(claims).toEqual({
      aud: `http://${scene.push.host}`,
      sub: "mailto:admin@chat.example",
      exp: scene.now / 1000 + 43_200,
    });
    expect(signed.key).toBe(key);
  });

  test("of a reply, and of a mention of their role", async () => {
    await scene.olga.request("role_create", { name: "cooks", color: "#123456" });
    await scene.town.roles("mira", "user", "cooks");
    const { message } = await scene.mira.request("message_new", { channel: "general", content: "tea?" });
    await scene.away();
    await scene.say("yes", { reply_to: message.id });
    expect((await scene.phone.next()).payload).toMatchObject({
      title: "#general — olga replied",
      body: "yes",
    });
    await scene.say("@&cooks dinner");
    const { payload, headers } = await scene.phone.next();
    expect(payload).toMatchObject({ title: "#general — olga mentioned @cooks" });
    expect(headers.get("urgency")).toBe("normal");
  });

  test("once of a message that calls them three times: by the mention", async () => {
    await scene.olga.request("role_create", { name: "cooks", color: "#123456" });
    await scene.town.roles("mira", "user", "cooks");
    const { message } = await scene.mira.request("message_new", { channel: "general", content: "tea?" });
    await scene.away();
    await scene.say("@&cooks @mira yes", { reply_to: message.id });
    expect((await scene.phone.next()).payload.title).toBe("#general — olga");
    expect(await scene.got()).toEqual([]);
  });

  test("in a thread, with the name of its forum, and by the nickname of the author", async () => {
    const permissions = { view: ["user"], send: ["user"], create_thread: ["user"] };
    await scene.olga.request("channel_create", { name: "help", type: "forum", permissions });
    const { thread } = await scene.olga.request("thread_create", {
      channel: "help",
      name: "how",
      content: "?",
    });
    await scene.olga.request("nickname_update", { nickname: "The Boss" });
    await scene.away();
    await scene.olga.request("message_new", { thread_id: thread.id, content: "@mira look" });
    expect((await scene.phone.next()).payload).toMatchObject({
      title: "#help — The Boss",
      channelName: "help",
      thread_id: thread.id,
    });
  });

  test("of the first 120 characters of a long message", async () => {
    await scene.away();
    await scene.say(`@mira ${"🍵".repeat(200)}`);
    expect((await scene.phone.next()).payload.body).toBe(`@mira ${"🍵".repeat(114)}`);
  });

  test("of the names of files that come without a text", async () => {
    const { message } = await scene.mira.request("message_new", { channel: "general", content: "the plan?" });
    const { id } = await upload(scene.olga, scene.town.server.url);
    await scene.away();
    await scene.say("", { reply_to: message.id, attachments: [{ id }] });
    expect((await scene.phone.next()).payload.body).toBe("plan.pdf");
  });

  test("on each of their browsers", async () => {
    const laptop = scene.push.device();
    await scene.subscribe(scene.mira, laptop);
    await scene.away();
    await scene.say("@mira");
    await Promise.all([scene.phone.next(), laptop.next()]);
  });
});

describe("nothing is pushed", () => {
  test("to members who are here", async () => {
    await scene.subscribe(scene.mira);
    await scene.say("@mira here");
    await scene.look();
    await scene.leave(scene.mira);
    expect(await scene.got()).toEqual([]);
  });

  test("for what isn't a new message that calls them", async () => {
    const { message: own } = await scene.mira.request("message_new", { channel: "general", content: "tea?" });
    await scene.away();
    const { message } = await scene.say("nothing");
    await scene.olga.request("message_edit", { channel: "general", id: message.id, content: "@mira edited" });
    await scene.say("a reply without a call", { reply_to: own.id, ping: false });
    await scene.say("`@mira` in code");
    await scene.olga.request("poll_create", {
      channel: "general",
      question: "@mira?",
      options: ["yes", "no"],
    });
    const { webhook } = await scene.olga.request("webhook_create", { channel: "general", name: "CI" });
    await fetch(`${scene.town.server.url}/webhooks?token=${webhook.token}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ content: "@mira" }),
    });
    const nora = await scene.town.join("nora");
    await scene.olga.request("slash_register", { commands: [{ name: "roll", description: "Rolls" }] });
    const { call = "" } = await nora.request("slash_call", { channel: "general", command: "roll" });
    const answer = { channel: "general", invoker: nora.user.id, call, response: "@mira wins" };
    await scene.olga.request("slash_response", answer);
    expect(await scene.got()).toEqual([]);
  });

  test("to outsiders of a private channel, and to banned members", async () => {
    const permissions = { view: ["owner"], send: ["owner"] };
    await scene.olga.request("channel_create", { name: "vault", type: "text", permissions });
    await scene.olga.request("role_create", { name: "cooks", color: "#123456" });
    await scene.town.roles("mira", "user", "cooks");
    const nora = await scene.town.join("nora");
    await scene.town.roles("nora", "user", "cooks");
    const other = scene.push.device();
    await scene.subscribe(nora, other);
    await scene.leave(nora);
    await scene.away();
    await scene.olga.request("message_new", { channel: "vault", content: "@&cooks the code is 1234" });
    await scene.olga.request("user_ban", { user: "nora" });
    await scene.say("@&cooks dinner");
    expect(await scene.got()).toEqual(["@&cooks dinner"]);
    expect(other.requests).toBe(0);
  });

  test("of a message that was deleted, or when they came back, before it could be sent", async () => {
    await scene.away();
    scene.phone.answers(
      () => new Response(null, { status: 503 }),
      () => new Response(null, { status: 201 }),
    );
    const { message } = await scene.say("@mira wrong");
    await scene.refused(1);
    await scene.olga.request("message_delete", { channel: "general", id: message.id });
    scene.now += 60_000;
    expect(await scene.got()).toEqual([]);

    scene.phone.answers(
      () => new Response(null, { status: 503 }),
      () => new Response(null, { status: 201 }),
    );
    const asked = scene.phone.requests;
    await scene.say("@mira again");
    await scene.refused(asked + 1);
    scene.mira = await scene.town.join("mira");
    scene.now += 60_000;
    await scene.look();
    await scene.leave(scene.mira);
    expect(await scene.got()).toEqual([]);
  });

  test("of a channel or thread that they muted", async () => {
    await scene.mira.request("push_mute", { channel: "general", muted: true });
    expect(await scene.mira.request("push_settings_get")).toMatchObject({
      quiet_hours: null,
      muted: [{ channel: "general", thread_id: null }],
    });
    const permissions = { view: ["user"], send: ["user"] };
    await scene.olga.request("channel_create", { name: "tea", type: "text", permissions });
    await scene.away();
    await scene.say("@mira muted");
    await scene.olga.request("message_new", { channel: "tea", content: "@mira heard" });
    expect((await scene.phone.next()).payload.body).toBe("@mira heard");
    scene.mira = await scene.town.join("mira");
    expect(await scene.mira.request("push_mute", { channel: "general", muted: false })).toMatchObject({
      muted: [],
    });
    await scene.leave(scene.mira);
    expect(await scene.got()).toEqual([]);
  });

  test("in their quiet hours, by the clock of their time zone", async () => {
    // 1,800,000,000 is 08:00 in UTC.
    const quiet_hours = { from: "08:00", to: "09:30", time_zone: "UTC" };
    const again = await scene.town.join("mira");
    const told = again.next("push_settings");
    expect(await scene.mira.request("push_settings_set", { quiet_hours })).toMatchObject({
      quiet_hours,
      muted: [],
    });
    expect(await told).toMatchObject({ quiet_hours, muted: [] });
    again.close();
    await scene.away();
    await scene.say("@mira at night");
    await scene.look();
    scene.now += 5_400_000;
    expect(await scene.got()).toEqual([]);
  });

  test("without a contact, and clients are told so", async () => {
    const announces = async () => {
      const client = await scene.town.join("nora");
      const capabilities = client.server.capabilities;
      client.close();
      return capabilities.includes("push_get_vapid");
    };
    expect(await announces()).toBe(true);
    await scene.town.server.reconfigure({ ...pushConfig(scene.push), push: { contact: null } });
    expect(await announces()).toBe(false);
    expect(await refusal(scene.mira.request("push_get_vapid"))).toBe("push_unavailable");
    expect(await refusal(scene.subscribe(scene.mira))).toBe("push_unavailable");
  });
});

test("messages that call nobody don't make the server look for pushes", async () => {
  const read = spyOn(scene.town.server.store, "read");
  const looks = () => read.mock.calls.filter(([{ name }]) => name.startsWith("push.")).length;
  for (let n = 0; n < 50; n++) await scene.say(`just talk ${n}`);
  await scene.olga.news();
  // A few belong to the logins of the scene.
  expect(looks()).toBeLessThan(25);
});
