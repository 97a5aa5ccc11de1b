/** Web push: members who are away are told of messages that call them, by a push service that decrypts what comes. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../client/index.ts";
import { subscription as elsewhere } from "./support/commands/push.ts";
import { type FakeDevice, type FakePush, startFakePush } from "./support/fake-push.ts";
import { newFolder, spawnServer, writeConfig } from "./support/server.ts";
import { faultsIn, settle } from "./support/store-checker.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";
import { upload } from "./support/uploads.ts";

let push: FakePush;
let town: Town;
let now: number;
let olga: Member;
let mira: Member;
let phone: FakeDevice;

const config = () => ({
  push: { contact: "mailto:admin@chat.example" },
  outgoing: { trusted_hosts: [push.host] },
});

beforeEach(async () => {
  push = startFakePush();
  now = 1_800_000_000_000;
  town = await openTown({ now: () => now, config: config() });
  [olga, mira] = await town.people("olga", "mira");
  phone = push.device();
});
afterEach(async () => {
  await town.close();
  await push.stop();
});

const subscribe = (by: Member, device = phone) =>
  by.request("push_subscribe", { subscription: device.subscription });

/** The member's connection ends. */
async function leave(member: Member): Promise<void> {
  const gone = olga.next("user_disconnect", ({ username }) => username === member.name);
  member.close();
  await gone;
}

/** mira subscribes with her phone and leaves. */
async function away(): Promise<void> {
  await subscribe(mira);
  await leave(mira);
}

const say = (content: string, fields: object = {}) =>
  olga.request("message_new", { channel: "general", content, ...fields });

/** Bodies of what the phone got, when a message that surely comes has come. */
async function got(): Promise<string[]> {
  await say("@mira that is all");
  const bodies: string[] = [];
  for (;;) {
    const { body } = (await phone.next()).payload;
    if (body.endsWith("that is all")) return bodies;
    bodies.push(body);
  }
}

/** Waits until the phone was asked so often, and the queue knows the answer. */
async function refused(requests: number): Promise<void> {
  await phone.asked(requests);
  await look();
}

/** Lets the queue look at all that came before, and waits until it has. */
async function look(): Promise<void> {
  const nora = await town.join("nora");
  const other = push.device();
  await subscribe(nora, other);
  await leave(nora);
  await say("@nora look");
  await other.next();
}

describe("a member who is away is told", () => {
  test("of a mention, encrypted for their browser and signed by the server", async () => {
    const { key } = await mira.request("push_get_vapid");
    await away();
    const { message } = await say("hello @mira");
    const { payload, headers, claims, ...signed } = await phone.next();
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
      aud: `http://${push.host}`,
      sub: "mailto:admin@chat.example",
      exp: now / 1000 + 43_200,
    });
    expect(signed.key).toBe(key);
  });

  test("of a reply, and of a mention of their role", async () => {
    await olga.request("role_create", { name: "cooks", color: "#123456" });
    await town.roles("mira", "user", "cooks");
    const { message } = await mira.request("message_new", { channel: "general", content: "tea?" });
    await away();
    await say("yes", { reply_to: message.id });
    expect((await phone.next()).payload).toMatchObject({ title: "#general — olga replied", body: "yes" });
    await say("@&cooks dinner");
    const { payload, headers } = await phone.next();
    expect(payload).toMatchObject({ title: "#general — olga mentioned @cooks" });
    expect(headers.get("urgency")).toBe("normal");
  });

  test("once of a message that calls them three times: by the mention", async () => {
    await olga.request("role_create", { name: "cooks", color: "#123456" });
    await town.roles("mira", "user", "cooks");
    const { message } = await mira.request("message_new", { channel: "general", content: "tea?" });
    await away();
    await say("@&cooks @mira yes", { reply_to: message.id });
    expect((await phone.next()).payload.title).toBe("#general — olga");
    expect(await got()).toEqual([]);
  });

  test("in a thread, with the name of its forum, and by the nickname of the author", async () => {
    const permissions = { view: ["user"], send: ["user"], create_thread: ["user"] };
    await olga.request("channel_create", { name: "help", type: "forum", permissions });
    const { thread } = await olga.request("thread_create", { channel: "help", name: "how", content: "?" });
    await olga.request("nickname_update", { nickname: "The Boss" });
    await away();
    await olga.request("message_new", { thread_id: thread.id, content: "@mira look" });
    expect((await phone.next()).payload).toMatchObject({
      title: "#help — The Boss",
      channelName: "help",
      thread_id: thread.id,
    });
  });

  test("of the first 120 characters of a long message", async () => {
    await away();
    await say(`@mira ${"🍵".repeat(200)}`);
    expect((await phone.next()).payload.body).toBe(`@mira ${"🍵".repeat(114)}`);
  });

  test("of the names of files that come without a text", async () => {
    const { message } = await mira.request("message_new", { channel: "general", content: "the plan?" });
    const { id } = await upload(olga, town.server.url);
    await away();
    await say("", { reply_to: message.id, attachments: [{ id }] });
    expect((await phone.next()).payload.body).toBe("plan.pdf");
  });

  test("on each of their browsers", async () => {
    const laptop = push.device();
    await subscribe(mira, laptop);
    await away();
    await say("@mira");
    await Promise.all([phone.next(), laptop.next()]);
  });
});

describe("nothing is pushed", () => {
  test("to members who are here", async () => {
    await subscribe(mira);
    await say("@mira here");
    await look();
    await leave(mira);
    expect(await got()).toEqual([]);
  });

  test("for what isn't a new message that calls them", async () => {
    const { message: own } = await mira.request("message_new", { channel: "general", content: "tea?" });
    await away();
    const { message } = await say("nothing");
    await olga.request("message_edit", { channel: "general", id: message.id, content: "@mira edited" });
    await say("a reply without a call", { reply_to: own.id, ping: false });
    await say("`@mira` in code");
    await olga.request("poll_create", { channel: "general", question: "@mira?", options: ["yes", "no"] });
    const { webhook } = await olga.request("webhook_create", { channel: "general", name: "CI" });
    await fetch(`${town.server.url}/webhooks?token=${webhook.token}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ content: "@mira" }),
    });
    const nora = await town.join("nora");
    await olga.request("slash_register", { commands: [{ name: "roll", description: "Rolls" }] });
    const { call = "" } = await nora.request("slash_call", { channel: "general", command: "roll" });
    const answer = { channel: "general", invoker: nora.user.id, call, response: "@mira wins" };
    await olga.request("slash_response", answer);
    expect(await got()).toEqual([]);
  });

  test("to outsiders of a private channel, and to banned members", async () => {
    const permissions = { view: ["owner"], send: ["owner"] };
    await olga.request("channel_create", { name: "vault", type: "text", permissions });
    await olga.request("role_create", { name: "cooks", color: "#123456" });
    await town.roles("mira", "user", "cooks");
    const nora = await town.join("nora");
    await town.roles("nora", "user", "cooks");
    const other = push.device();
    await subscribe(nora, other);
    await leave(nora);
    await away();
    await olga.request("message_new", { channel: "vault", content: "@&cooks the code is 1234" });
    await olga.request("user_ban", { user: "nora" });
    await say("@&cooks dinner");
    expect(await got()).toEqual(["@&cooks dinner"]);
    expect(other.requests).toBe(0);
  });

  test("of a message that was deleted, or when they came back, before it could be sent", async () => {
    await away();
    phone.answers(
      () => new Response(null, { status: 503 }),
      () => new Response(null, { status: 201 }),
    );
    const { message } = await say("@mira wrong");
    await refused(1);
    await olga.request("message_delete", { channel: "general", id: message.id });
    now += 60_000;
    expect(await got()).toEqual([]);

    phone.answers(
      () => new Response(null, { status: 503 }),
      () => new Response(null, { status: 201 }),
    );
    const asked = phone.requests;
    await say("@mira again");
    await refused(asked + 1);
    mira = await town.join("mira");
    now += 60_000;
    await look();
    await leave(mira);
    expect(await got()).toEqual([]);
  });

  test("of a channel or thread that they muted", async () => {
    await mira.request("push_mute", { channel: "general", muted: true });
    expect(await mira.request("push_settings_get")).toMatchObject({
      quiet_hours: null,
      muted: [{ channel: "general", thread_id: null }],
    });
    const permissions = { view: ["user"], send: ["user"] };
    await olga.request("channel_create", { name: "tea", type: "text", permissions });
    await away();
    await say("@mira muted");
    await olga.request("message_new", { channel: "tea", content: "@mira heard" });
    expect((await phone.next()).payload.body).toBe("@mira heard");
    mira = await town.join("mira");
    expect(await mira.request("push_mute", { channel: "general", muted: false })).toMatchObject({
      muted: [],
    });
    await leave(mira);
    expect(await got()).toEqual([]);
  });

  test("in their quiet hours, by the clock of their time zone", async () => {
    // 1,800,000,000 is 08:00 in UTC.
    const quiet_hours = { from: "08:00", to: "09:30", time_zone: "UTC" };
    const again = await town.join("mira");
    const told = again.next("push_settings");
    expect(await mira.request("push_settings_set", { quiet_hours })).toMatchObject({
      quiet_hours,
      muted: [],
    });
    expect(await told).toMatchObject({ quiet_hours, muted: [] });
    again.close();
    await away();
    await say("@mira at night");
    await look();
    now += 5_400_000;
    expect(await got()).toEqual([]);
  });

  test("without a contact, and clients are told so", async () => {
    const announces = async () => {
      const client = await town.join("nora");
      const capabilities = client.server.capabilities;
      client.close();
      return capabilities.includes("push_get_vapid");
    };
    expect(await announces()).toBe(true);
    await town.server.reconfigure({ ...config(), push: { contact: null } });
    expect(await announces()).toBe(false);
    expect(await refusal(mira.request("push_get_vapid"))).toBe("push_unavailable");
    expect(await refusal(subscribe(mira))).toBe("push_unavailable");
  });
});

describe("subscriptions", () => {
  test("are known by their endpoint, and end when the member says so", async () => {
    const first = await subscribe(mira);
    expect(first).toMatchObject({ success: true });
    expect(first.device_fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(await subscribe(mira)).toMatchObject({ device_fingerprint: first.device_fingerprint });
    const { endpoint } = phone.subscription;
    // Another member's doesn't end it.
    await olga.request("push_unsubscribe", { endpoint });
    await leave(mira);
    await say("@mira");
    await phone.next();
    mira = await town.join("mira");
    expect(await mira.request("push_unsubscribe", { endpoint })).toMatchObject({ success: true });
    expect(await mira.request("push_unsubscribe", { endpoint })).toMatchObject({ success: true });
    const laptop = push.device();
    await subscribe(mira, laptop);
    await leave(mira);
    await say("@mira");
    await laptop.next();
    expect(phone.requests).toBe(1);
  });

  test("belong to the member who subscribed last with the browser", async () => {
    await subscribe(mira);
    const nora = await town.join("nora");
    await subscribe(nora);
    await leave(mira);
    await leave(nora);
    await say("@mira for mira");
    await say("@nora for nora");
    expect((await phone.next()).payload.body).toBe("@nora for nora");
  });

  test("are at most ten of a member: the one that was used longest ago goes", async () => {
    const devices = Array.from({ length: 11 }, () => push.device());
    for (const device of devices) {
      now += 1000;
      await subscribe(mira, device);
    }
    await leave(mira);
    await say("@mira");
    await Promise.all(devices.slice(1).map((device) => device.next()));
    expect(devices[0]?.requests).toBe(0);
  });

  test.each([404, 410])("end when the push service answers %d", async (status) => {
    await away();
    phone.answers(() => new Response(null, { status }));
    await say("@mira");
    await phone.asked(1);
    mira = await town.join("mira");
    const laptop = push.device();
    await subscribe(mira, laptop);
    await leave(mira);
    await say("@mira");
    await laptop.next();
    expect(phone.requests).toBe(1);
  });

  test("go with the member, and leave nothing behind", async () => {
    await away();
    phone.answers(() => new Response(null, { status: 503 }));
    await say("@mira");
    await phone.asked(1);
    mira = await town.join("mira");
    await mira.request("push_settings_set", {
      quiet_hours: { from: "01:00", to: "02:00", time_zone: "UTC" },
    });
    await mira.request("push_mute", { channel: "general", muted: true });
    await mira.request("user_leave");
    await settle(town.server.store, now);
    const file = join(town.server.folder, "db", "server.db");
    expect(faultsIn(file)).toEqual([]);
    const database = new Database(file, { readonly: true });
    for (const table of ["push_subscriptions", "push_jobs", "push_quiet_hours", "push_mutes"]) {
      expect(database.query(`SELECT * FROM ${table}`).all()).toEqual([]);
    }
    database.close();
  });

  test("SSRF: no endpoint inside", async () => {
    for (const endpoint of [
      `http://push.example/`,
      `https://127.0.0.1/`,
      `https://[::1]/`,
      `https://2130706433/`,
      `https://name:word@push.example/`,
      "file:///etc/passwd",
      "no address",
    ]) {
      const refused = mira.request("push_subscribe", { subscription: { ...elsewhere, endpoint } });
      expect(await refusal(refused)).toBe("push_endpoint_refused");
    }
    // A name that leads inside is found out when something is sent; it ends the subscription.
    await subscribe(mira);
    const endpoint = "https://localhost/send";
    await mira.request("push_subscribe", { subscription: { ...elsewhere, endpoint } });
    await leave(mira);
    await say("@mira");
    await phone.next();
    expect(await got()).toEqual([]);
    const database = new Database(join(town.server.folder, "db", "server.db"), { readonly: true });
    expect(database.query("SELECT count(*) AS count FROM push_subscriptions").get()).toEqual({ count: 1 });
    database.close();
  });

  test("token leaks: endpoints and keys are in the database only sealed", async () => {
    const { endpoint, keys } = phone.subscription;
    await subscribe(mira);
    const database = new Database(join(town.server.folder, "db", "server.db"), { readonly: true });
    const stored = JSON.stringify(database.query("SELECT * FROM push_subscriptions").all());
    database.close();
    expect(stored).not.toContain(new URL(endpoint).pathname.slice(6));
    for (const key of Object.values(keys)) expect(stored).not.toContain(key);
  });

  test("work on after a restart, with the same key", async () => {
    const { key } = await mira.request("push_get_vapid");
    await subscribe(mira);
    await town.restart();
    olga = await town.join("olga");
    expect(await olga.request("push_get_vapid")).toMatchObject({ key });
    await say("@mira");
    await phone.next();
  });

  test.each(["vapid.pem", "sealing.key"])("are asked for again when %s is lost", async (file) => {
    await subscribe(mira);
    await town.restart();
    rmSync(join(town.server.folder, "db", file));
    await town.restart();
    olga = await town.join("olga");
    await say("@mira lost");
    await look();
    expect(phone.requests).toBe(0);

    const again = await town.join("mira");
    expect(await again.next("push_subscribed")).toMatchObject({ success: false });
    const fresh = push.device();
    await subscribe(again, fresh);
    await leave(again);
    await say("@mira found");
    expect((await fresh.next()).payload.body).toBe("@mira found");
    const once = await town.join("mira");
    await once.request("ping");
    expect((await once.news()).map(({ cmd }) => cmd)).not.toContain("push_subscribed");
  });
});

describe("a push service that has no time", () => {
  const busy =
    (headers: Record<string, string> = {}) =>
    () =>
      new Response(null, { status: 503, headers });
  const done = () => new Response(null, { status: 201 });
  test("is asked again, later each time", async () => {
    await away();
    phone.answers(busy(), busy(), done);
    await say("@mira patience");
    await refused(1);
    now += 29_000;
    await look();
    expect(phone.requests).toBe(1);
    now += 2000;
    await look();
    await refused(2);
    now += 59_000;
    await look();
    expect(phone.requests).toBe(2);
    now += 2000;
    await look();
    const { payload, headers } = await phone.next();
    expect(payload.body).toBe("@mira patience");
    // What is left of a day.
    expect(Number(headers.get("ttl"))).toBe(86_400 - 92);
  });

  test.each([
    ["seconds", () => "600"],
    ["a date", () => new Date(now + 600_000).toUTCString()],
  ])("is asked again when it says so: %s", async (_kind, after) => {
    await away();
    phone.answers(() => new Response(null, { status: 429, headers: { "retry-after": after() } }), done);
    await say("@mira later");
    await refused(1);
    now += 590_000;
    await look();
    expect(phone.requests).toBe(1);
    now += 11_000;
    await look();
    expect((await phone.next()).payload.body).toBe("@mira later");
  });

  test("gets nothing that is older than a day", async () => {
    await away();
    phone.answers(busy({ "retry-after": "90000" }), done);
    await say("@mira old");
    await refused(1);
    now += 90_001_000;
    expect(await got()).toEqual([]);
  });

  test("finds the newest fifty messages waiting", async () => {
    await away();
    phone.answers(busy({ "retry-after": "60" }), done);
    await say("@mira 1");
    await refused(1);
    for (let count = 2; count <= 60; count++) await say(`@mira ${count}`);
    await look();
    now += 61_000;
    await look();
    const bodies: string[] = [];
    while (bodies.length < 50) bodies.push((await phone.next()).payload.body);
    expect(bodies).toEqual(Array.from({ length: 50 }, (_, index) => `@mira ${index + 11}`));
    expect(await got()).toEqual([]);
  });

  test("that refuses a message doesn't get it again", async () => {
    await away();
    phone.answers(() => new Response(null, { status: 413 }), done);
    await say("@mira refused");
    await refused(1);
    now += 3_600_000;
    expect(await got()).toEqual([]);
    const metrics = await (await fetch(`${town.server.url}/metrics`)).text();
    expect(metrics).toContain('originchats_pushes_total{result="refused"} 1');
  });

  test("doesn't keep a message from those who are here", async () => {
    await away();
    const hanging = Promise.withResolvers<Response>();
    phone.answers(() => hanging.promise);
    const nora = await town.join("nora");
    const told = nora.next("message_new");
    await say("@mira hello");
    expect(await told).toMatchObject({ message: { content: "@mira hello" } });
    hanging.resolve(done());
    expect((await phone.next()).payload.body).toBe("@mira hello");
  });
});

test("kill -9: what was acknowledged is pushed after the restart", async () => {
  const folder = newFolder();
  writeConfig(folder, config());
  try {
    const first = await spawnServer(folder);
    const password = "tea and cake";
    const register = (username: string) => ({ login: { register: { username, password } }, reconnect: [] });
    const author = await connect(first.ws, register("author"));
    const reader = await connect(first.ws, register("reader"));
    await reader.request("push_subscribe", { subscription: phone.subscription });
    const gone = author.next("user_disconnect");
    reader.close();
    await gone;
    // The push service never answers, so that the message is under way when the server ends.
    phone.answers(() => new Promise<Response>(() => {}));
    await author.request("message_new", { channel: "general", content: "@reader one" });
    await phone.asked(1);
    await author.request("message_new", { channel: "general", content: "@reader two" });
    first.kill("SIGKILL");
    expect(await first.exited).toBe("SIGKILL");

    phone.answers(() => new Response(null, { status: 201 }));
    await using _second = await spawnServer(folder);
    const bodies = [(await phone.next()).payload.body, (await phone.next()).payload.body];
    expect(bodies.toSorted()).toEqual(["@reader one", "@reader two"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
