/** Hand edits of the data files and the configuration while clients are connected, and files that follow the server. */
import { afterEach, describe, expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect as connectTls, type PeerCertificate } from "node:tls";
import type { Event } from "../client/index.ts";
import { StartError } from "../src/config/start-error.ts";
import {
  newFolder,
  spawnServer,
  startTestServer,
  type TestServerOptions,
  writeConfig,
} from "./support/server.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";
import { until } from "./support/until.ts";

type FileName = "users" | "roles" | "channels";
// biome-ignore lint/suspicious/noExplicitAny: a test looks into files of any shape
type Loose = any;

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

interface Place extends Town {
  readonly log: Loose[];
  path(name: FileName): string;
  text(name: FileName): string;
  /** The file as soon as it is like this. */
  file(name: FileName, like: (value: Loose) => unknown): Promise<Loose>;
  /** Changes the file like an editor that writes in place. */
  edit(name: FileName, change: (value: Loose) => Loose): void;
  /** A line of the log, as soon as there is one like this. */
  logged(like: (line: Loose) => unknown): Promise<Loose>;
}

async function open(options: TestServerOptions = {}): Promise<Place> {
  const log: Loose[] = [];
  const town = await openTown({ ...options, log: (line) => void log.push(JSON.parse(line)) });
  endings.push(town.close);
  const path = (name: FileName) => join(town.server.folder, "db", `${name}.json`);
  const text = (name: FileName) => readFileSync(path(name), "utf8");
  const place = {
    log,
    path,
    text,
    file: (name: FileName, like: (value: Loose) => unknown) =>
      until(`${name}.json`, () => {
        const value = JSON.parse(text(name));
        return like(value) ? value : undefined;
      }),
    edit(name: FileName, change: (value: Loose) => Loose) {
      const value = JSON.parse(text(name));
      writeFileSync(path(name), JSON.stringify(change(value) ?? value, null, 4));
    },
    logged: (like: (line: Loose) => unknown) => until("a line of the log", () => log.find(like)),
  };
  return Object.defineProperties(place, Object.getOwnPropertyDescriptors(town)) as Place;
}

/** The events that come until the one with this name, which is the last. */
function eventsUntil(member: Member, cmd: Event["cmd"]): Promise<Event[]> {
  const events: Event[] = [];
  const stop = member.on("event", (event) => void (event.cmd !== "ping" && events.push(event)));
  return member.next(cmd).then(() => {
    stop();
    return events;
  });
}

const refusedLine = (line: Loose) => line.level === "error" && line.message.startsWith("A hand edit can't");
const takenLine = (line: Loose) => line.message === "A hand edit was taken over";

describe("the files follow the server", () => {
  test("a new server has them in the reference's shapes", async () => {
    const { text } = await open();
    const roles = JSON.parse(text("roles"));
    expect(Object.keys(roles)).toEqual(["owner", "admin", "moderator", "user"]);
    expect(roles.owner).toEqual({
      id: expect.any(String),
      description: "Owns the server",
      color: "#9400D3",
      hoisted: true,
      permissions: ["administrator"],
      self_assignable: false,
      category: null,
      position: 0,
    });
    expect(JSON.parse(text("channels"))).toEqual([
      {
        type: "text",
        name: "general",
        description: "The first channel",
        permissions: expect.objectContaining({
          view: ["user"],
          delete: ["admin", "moderator"],
          pin: ["owner"],
        }),
      },
    ]);
    expect(text("users")).toBe("{}\n");
    expect(text("channels")).toStartWith('[\n    {\n        "type": "text",');
  });

  test("members, roles and channels appear after a change", async () => {
    const place = await open();
    const [olga, mira] = await place.people("olga", "mira");
    await mira.request("status_set", { status: "idle", text: "tea" });
    await olga.request("user_roles_set", { user: "mira", roles: ["moderator", "user"] });
    await olga.request("channel_create", { name: "tea", type: "text" });
    await olga.request("role_create", { name: "fox", color: "#fa0" });
    const users = await place.file("users", (file) => file[mira.user.id]?.roles.length === 2);
    expect(users[mira.user.id]).toEqual({
      username: "mira",
      roles: ["moderator", "user"],
      status: { status: "idle", text: "tea" },
    });
    await place.file("channels", (file) => file.length === 2 && file[1].name === "tea");
    await place.file("roles", (file) => file.fox?.color === "#fa0");
  });

  test("they hold no secret, not even of a local account", async () => {
    const place = await open({
      config: { DB: { users: { default: { validator: "s3cret", team: "blue" } } } },
    });
    const { connect } = await import("../client/index.ts");
    const account = { username: "lena", password: "hunter22" };
    const lena = await connect(place.server.ws, { login: { register: account } });
    const users = await place.file("users", (file) => file["USR:local_lena"]);
    expect(users["USR:local_lena"]).toEqual({
      username: "USR:local_lena",
      nickname: "lena",
      roles: ["user"],
      status: { status: "online", text: "" },
      pfp_url: null,
      team: "blue",
    });
    lena.close();
  });

  test("they are brought up to date when the server stops, and written again when they are gone", async () => {
    const place = await open();
    const [olga] = await place.people("olga");
    await olga.request("role_create", { name: "last-minute" });
    await place.server.stop();
    expect(JSON.parse(place.text("roles"))["last-minute"]).toBeDefined();
    rmSync(place.path("roles"));
    await place.restart();
    expect(JSON.parse(place.text("roles"))["last-minute"]).toBeDefined();
    rmSync(place.path("roles"));
    await until("roles.json", () => (Bun.file(place.path("roles")).size > 0 ? true : undefined));
  });
});

describe("a hand edit of users.json", () => {
  test("a status waits like any other when its member has changed it too often", async () => {
    let now = Date.now();
    const place = await open({ now: () => now, config: { rate_limiting: { enabled: true } } });
    const [olga, mira] = await place.people("olga", "mira");
    for (let count = 0; count <= 10; count++)
      await mira.request("status_set", { status: "dnd", text: `${count}` });
    const { id } = mira.user;
    await place.file("users", (file) => file[id]?.status.text === "10");
    await olga.news();
    const heard = mira.next("status_get");
    place.edit("users", (file) => {
      file[id].status.text = "by hand";
    });
    expect(await heard).toMatchObject({ status: { text: "by hand" } });
    expect(await olga.news()).toEqual([]);
    const told = olga.next("status_get");
    now += 60_000;
    expect(await told).toMatchObject({ username: "mira", status: { text: "by hand" } });
  });

  test("nicknames, status, picture and timeout are announced as if commands had set them", async () => {
    const place = await open();
    const [olga, mira] = await place.people("olga", "mira");
    const id = mira.user.id;
    await place.file("users", (file) => file[id]?.username === "mira");

    const heard = eventsUntil(olga, "status_get");
    const own = mira.next("rate_limit");
    place.edit("users", (file) => {
      file[id].nickname = "Mimi";
      file[id].status = { status: "dnd", text: "busy" };
      file[id].timeout_until = Date.now() / 1000 + 3600;
      file[id].hobby = "chess";
    });
    expect(await heard).toMatchObject([
      { cmd: "user_updated", user_id: id, username: "mira", nickname: "Mimi" },
      { cmd: "nickname_update", user: id, username: "mira", nickname: "Mimi" },
      { cmd: "status_get", username: "mira", status: { status: "dnd", text: "busy" } },
    ]);
    expect((await own).length).toBeWithin(3_500_000, 3_600_001);
    expect(await refusal(mira.request("message_new", { channel: "general", content: "x" }))).toBe(
      "timed_out",
    );
    const { users } = await olga.request("users_list");
    expect(users.find((user) => user.id === id)).toMatchObject({
      nickname: "Mimi",
      status: { status: "dnd" },
    });
    expect(place.server.state.users.get(id)?.extra).toEqual({ hobby: "chess" });

    await place.file("users", (file) => file[id].nickname === "Mimi");
    const removed = eventsUntil(olga, "user_connect");
    place.edit("users", (file) => {
      delete file[id].nickname;
      file[id].pfp_url = "https://img.example/m.png";
    });
    expect(await removed).toMatchObject([
      { cmd: "user_updated", user_id: id, nickname: null },
      { cmd: "nickname_remove", user: id, username: "mira" },
      { cmd: "user_connect", user: { username: "mira", pfp: "https://img.example/m.png" } },
    ]);

    // Of who is not here nobody is told that she is.
    await place.file("users", (file) => file[id].pfp_url === "https://img.example/m.png");
    const gone = olga.next("user_disconnect");
    mira.close();
    await gone;
    await olga.news();
    const repainted = olga.next("user_updated");
    place.edit("users", (file) => {
      file[id].pfp_url = "https://img.example/n.png";
    });
    expect(await repainted).toMatchObject({ user_id: id, pfp: "https://img.example/n.png" });
    expect((await olga.news()).map(({ cmd }) => cmd)).toEqual(["user_updated"]);
  });

  test("roles change what their holder sees, at once", async () => {
    const place = await open();
    const [olga, mira] = await place.people("olga", "mira");
    await olga.request("role_create", { name: "vip", color: "#123456" });
    await olga.request("channel_create", { name: "lounge", type: "text", permissions: { view: ["vip"] } });
    await place.file("channels", (file) => file.length === 2);
    await place.file("users", (file) => file[mira.user.id]);

    const heard = eventsUntil(mira, "channels_get");
    place.edit("users", (file) => {
      file[mira.user.id].roles = ["vip", "user"];
    });
    const events = await heard;
    expect(events[0]).toMatchObject({
      cmd: "user_roles_get",
      user: "mira",
      roles: ["vip", "user"],
      color: "#123456",
    });
    expect(events.at(-1)).toMatchObject({
      cmd: "channels_get",
      val: [{ name: "general" }, { name: "lounge" }],
    });

    await place.file("users", (file) => file[mira.user.id].roles.length === 2);
    await olga.news();
    const lost = eventsUntil(mira, "channels_get");
    place.edit("users", (file) => {
      file[mira.user.id].roles = ["user"];
    });
    expect(await lost).toContainEqual(
      expect.objectContaining({ cmd: "unreads_update", channel: "lounge", last_read: null }),
    );
    expect((await olga.news()).map(({ cmd }) => cmd)).not.toContain("unreads_update");
  });

  test("a local account is renamed; the name of an identity account is not ours to change", async () => {
    const place = await open();
    const { connect } = await import("../client/index.ts");
    const lena = await connect(place.server.ws, {
      login: { register: { username: "lena", password: "hunter22" } },
    });
    const [olga] = await place.people("olga");
    await place.file("users", (file) => file["USR:local_lena"] && file[olga.user.id]);
    const heard = eventsUntil(olga, "user_update");
    place.edit("users", (file) => {
      file["USR:local_lena"].username = "USR:local_leni";
    });
    expect(await heard).toMatchObject([
      { cmd: "user_updated", user_id: "USR:local_lena", username: "USR:local_leni" },
      { cmd: "user_update", user: "USR:local_lena", username: "USR:local_leni", nickname: "lena" },
    ]);
    lena.close();

    await place.file("users", (file) => file["USR:local_lena"].username === "USR:local_leni");
    place.edit("users", (file) => {
      file[olga.user.id].username = "boss";
    });
    expect(await place.logged(refusedLine)).toMatchObject({
      reason: expect.stringContaining("identity service"),
    });
    expect(place.server.state.userByName("olga")).toBeDefined();
  });

  test("'banned' among the roles bans: connections end as by command, others see the member go and come back", async () => {
    let ahead = 0;
    const place = await open({ now: () => Date.now() + ahead });
    const [olga, mira] = await place.people("olga", "mira");
    const id = mira.user.id;
    await place.file("users", (file) => file[id]);
    const told = eventsUntil(mira, "disconnect");
    const closed = mira.next("closed");
    const heard = eventsUntil(olga, "user_leave");
    place.edit("users", (file) => file[id].roles.unshift("banned") && undefined);
    expect(await told).toMatchObject([
      { cmd: "error", src: "auth", code: "banned" },
      { cmd: "disconnect", reason: "You have been banned" },
    ]);
    expect((await closed).code).toBe(1000);
    expect(await heard).toMatchObject([
      { cmd: "user_disconnect", username: "mira" },
      { cmd: "user_leave", username: "mira" },
    ]);
    expect(await refusal(place.join("mira"))).toBe("banned");
    expect((await olga.request("users_list")).users.map(({ username }) => username)).toEqual(["olga"]);

    await place.file("users", (file) => file[id].roles[0] === "banned");
    const back = olga.next("user_join");
    place.edit("users", (file) => {
      file[id].roles = ["user"];
    });
    expect(await back).toMatchObject({
      user: { username: "mira", roles: ["user"], status: { status: "offline" } },
    });
    ahead = 15_000; // a refusal is repeated for ten seconds
    await place.join("mira");
  });

  test("who is left out stays a member and stands in the file again", async () => {
    const place = await open();
    const [, mira] = await place.people("olga", "mira");
    await place.file("users", (file) => file[mira.user.id]);
    place.edit("users", (file) => void delete file[mira.user.id]);
    await place.logged(
      (line) => line.level === "warn" && line.message.includes("'mira' is left out but stays"),
    );
    await place.file("users", (file) => file[mira.user.id]);
    expect(place.server.state.userByName("mira")).toBeDefined();
  });
});

describe("a hand edit of roles.json", () => {
  test("changes, adds and moves roles; everybody gets the new list", async () => {
    const place = await open();
    const [olga] = await place.people("olga");
    const heard = olga.next("roles_list");
    place.edit("roles", (file) => {
      file.user.color = "#00ff00";
      file.moderator.position = 1;
      file.fox = { description: "Sly", permissions: { manage_messages: true, mention_roles: ["admin"] } };
    });
    const { roles } = await heard;
    expect(Object.keys(roles)).toEqual(["owner", "moderator", "admin", "user", "fox"]);
    expect(roles).toMatchObject({
      user: { color: "#00ff00", position: 3 },
      fox: { id: expect.any(String), description: "Sly", permissions: ["manage_messages"], position: 4 },
    });
    const file = await place.file("roles", (value) => value.fox?.id);
    expect(file.fox).toMatchObject({ id: roles["fox"]?.id, mention_roles: ["admin"] });
  });

  test("another key with the same id is a rename, in members and channel lists too", async () => {
    const place = await open();
    const [olga] = await place.people("olga", "mira");
    await place.roles("mira", "moderator", "user");
    await place.file("roles", (file) => file.moderator);
    const heard = eventsUntil(olga, "channel_update");
    writeFileSync(place.path("roles"), place.text("roles").replace('"moderator": {', '"warden": {'));
    expect(await heard).toMatchObject([
      { cmd: "roles_list", roles: { warden: { position: 2 } } },
      { cmd: "user_roles_get", user: "mira", roles: ["warden", "user"] },
      { cmd: "channel_update", channel: { name: "general", permissions: { delete: ["admin", "warden"] } } },
    ]);
    await place.file("channels", (file) => file[0].permissions.delete.includes("warden"));
  });

  test("a removed role is taken from its members; one that a channel names only together with that", async () => {
    const place = await open();
    const [olga] = await place.people("olga", "mira");
    await olga.request("role_create", { name: "fox" });
    await place.roles("mira", "fox", "moderator", "user");
    await place.file("users", (file) => Object.values<Loose>(file).some((user) => user.roles[0] === "fox"));

    const heard = olga.next("user_roles_get");
    place.edit("roles", (file) => void delete file.fox);
    expect(await heard).toMatchObject({ user: "mira", roles: ["moderator", "user"] });

    await place.file("roles", (file) => !file.fox);
    await place.file("users", (file) => !JSON.stringify(file).includes("fox"));
    place.edit("roles", (file) => void delete file.moderator);
    expect(await place.logged(refusedLine)).toMatchObject({
      file: place.path("roles"),
      reason: expect.stringMatching(/'moderator' is named .* channel 'general'/),
    });
    const second = olga.next("user_roles_get");
    place.edit("channels", (file) => {
      file[0].permissions.delete = ["admin"];
    });
    expect(await second).toMatchObject({ user: "mira", roles: ["user"] });
  });
});

describe("a hand edit of channels.json", () => {
  test("properties, new channels and order", async () => {
    const place = await open();
    const [olga, mira] = await place.people("olga", "mira");
    const heard = eventsUntil(mira, "channels_get");
    place.edit("channels", ([general]) => [
      { type: "forum", name: "help", permissions: { view: ["user"], create_thread: ["user"] } },
      { ...general, display_name: "Lobby", wallpaper: "blue.png" },
      { type: "separator", size: 12, permissions: { view: ["user"] } },
    ]);
    const events = await heard;
    expect(events[0]).toMatchObject({
      cmd: "channel_update",
      current_name: "general",
      channel: { name: "general", display_name: "Lobby", last_message: null },
    });
    expect(JSON.stringify(events)).not.toContain("blue.png");
    expect(events.at(-1)).toMatchObject({
      val: [{ name: "help", type: "forum" }, { name: "general" }, { name: "line-1", size: 12 }],
    });
    const file = await place.file("channels", (value) => value[2]?.name === "line-1");
    expect(file[1].wallpaper).toBe("blue.png");

    const moved = olga.next("channels_get");
    place.edit("channels", ([help, general, line]) => [general, line, help]);
    expect((await moved).val.map(({ name }) => name)).toEqual(["general", "line-1", "help"]);
    await place.logged((line) => takenLine(line) && line.changes.includes("order: general, line-1, help"));
  });

  test("slow mode, which stands there when there is one", async () => {
    const place = await open();
    const [olga, mira] = await place.people("olga", "mira");
    let heard = mira.next("channel_update");
    place.edit("channels", ([general]) => [{ ...general, slow_mode: 30 }]);
    expect((await heard).channel.slow_mode).toBe(30);
    await mira.request("message_new", { channel: "general", content: "one" });
    expect(await refusal(mira.request("message_new", { channel: "general", content: "two" }))).toBe(
      "slow_mode",
    );
    await olga.request("channel_update", { current_name: "general", updates: { slow_mode: 60 } });
    await place.file("channels", ([general]) => general.slow_mode === 60);
    heard = mira.next("channel_update");
    place.edit("channels", ([{ slow_mode, ...general }]) => [general]);
    expect((await heard).channel.slow_mode).toBeUndefined();
    place.edit("channels", ([general]) => [{ ...general, slow_mode: 21_601 }]);
    expect((await place.logged(refusedLine)).reason).toContain("slow_mode");
  });

  test("one name for another and all else equal is a rename, with the history", async () => {
    const place = await open();
    const [olga] = await place.people("olga");
    await olga.request("message_new", { channel: "general", content: "first" });
    await place.file("channels", (file) => file.length === 1);
    const heard = olga.next("channel_update");
    place.edit("channels", (file) => {
      file[0].name = "lobby";
    });
    expect(await heard).toMatchObject({ current_name: "general", channel: { name: "lobby" } });
    const { messages } = await olga.request("messages_get", { channel: "lobby" });
    expect(messages.map(({ content }) => content)).toEqual(["first"]);
  });

  test("a forum left out or hidden takes the counts of its threads along", async () => {
    const place = await open();
    const [olga, mira] = await place.people("olga", "mira");
    const lists = { view: ["user"], send: ["user"], create_thread: ["user"] };
    for (const name of ["help", "den"]) {
      await olga.request("channel_create", { name, type: "forum", permissions: lists });
    }
    const threads: string[] = [];
    for (const channel of ["help", "den"]) {
      threads.push(
        (await olga.request("thread_create", { channel, name: "Printer", content: "broken" })).thread.id,
      );
    }
    await place.file("channels", (file) => file.length === 3);
    const told: string[] = [];
    mira.on("event", (event) => {
      if (event.cmd === "unreads_update" && event.thread_id !== undefined) told.push(event.thread_id);
    });
    const heard = mira.next("unreads_update");
    place.edit("channels", ([general, help]) => [
      general,
      { ...help, permissions: { ...help.permissions, view: ["owner"] } },
    ]);
    await heard;
    await mira.request("ping");
    expect(told.toSorted()).toEqual(threads);
  });

  test("a channel left out vanishes, and comes back with its messages", async () => {
    const place = await open();
    const [olga, mira] = await place.people("olga", "mira");
    await olga.request("message_new", { channel: "general", content: "first" });
    await olga.request("channel_create", { name: "tea", type: "text", permissions: { view: ["user"] } });
    await place.file("channels", (file) => file.length === 2);
    const old = place.text("channels");

    const gone = eventsUntil(mira, "channels_get");
    place.edit("channels", (file) => file.slice(1));
    const events = await gone;
    expect(events).toContainEqual(expect.objectContaining({ cmd: "unreads_update", channel: "general" }));
    expect(events.at(-1)).toMatchObject({ val: [{ name: "tea" }] });
    expect(await refusal(olga.request("messages_get", { channel: "general" }))).toBe("channel_not_found");
    await place.logged((line) => line.level === "warn" && line.message.includes("its messages stay"));

    await place.restart();
    const [again] = await place.people("olga");
    const back = again.next("channels_get");
    writeFileSync(place.path("channels"), old);
    expect((await back).val).toMatchObject([
      { name: "general", last_message: expect.any(Number) },
      { name: "tea" },
    ]);
    const { messages } = await again.request("messages_get", { channel: "general" });
    expect(messages.map(({ content }) => content)).toEqual(["first"]);
    await again.request("message_new", { channel: "general", content: "second" });
    await place.restart();
    const [later] = await place.people("olga");
    expect((await later.request("messages_get", { channel: "general" })).messages).toHaveLength(2);
  });

  test("the name of a hidden channel is free for a new one, which starts without its history", async () => {
    const place = await open();
    const [olga] = await place.people("olga");
    await olga.request("message_new", { channel: "general", content: "first" });
    const gone = olga.next("channels_get");
    place.edit("channels", () => []);
    await gone;
    await olga.request("channel_create", { name: "general", type: "text" });
    expect((await olga.request("messages_get", { channel: "general" })).messages).toEqual([]);
  });
});

describe("a broken edit", () => {
  /** `at` stands on the line that the log must name, if twice the second time. */
  const cases: readonly {
    name: string;
    file: FileName;
    edit: (text: string) => string;
    at: string;
    reason: string;
  }[] = [
    {
      name: "no JSON",
      file: "roles",
      edit: (text) => text.replace('"position": 3\n    }', '"position": 3,\n  }  '),
      at: "}  ",
      reason: "a comma too many before }",
    },
    {
      name: "a wrong type",
      file: "roles",
      edit: (text) => text.replace('"hoisted": true', '"hoisted": "yes"'),
      at: '"yes"',
      reason: "'hoisted' must be true or false",
    },
    {
      name: "an invalid name",
      file: "roles",
      edit: (text) => text.replace('"moderator": {', '"!mod": {'),
      at: '"!mod"',
      reason: "may not start with '!'",
    },
    {
      name: "a system role renamed",
      file: "roles",
      edit: (text) => text.replace('"owner": {', '"king": {'),
      at: '"king"',
      reason: "'owner' can't be renamed",
    },
    {
      name: "a name twice",
      file: "roles",
      edit: (text) => text.replace('"moderator": {', '"admin": {'),
      at: '"admin"',
      reason: "'admin' stands here and on line 14",
    },
    {
      name: "a permission that there is not",
      file: "roles",
      edit: (text) => text.replace('"manage_roles"', '"manage_rolls"'),
      at: '"permissions": [\n            "administrator",\n            "manage_rolls"',
      reason: "'manage_rolls' is not a permission",
    },
    {
      name: "an unknown role in a list",
      file: "channels",
      edit: (text) => text.replace('"send": [', '"send": [ "ghost",'),
      at: '"permissions"',
      reason: "'ghost' does not exist",
    },
    {
      name: "two channels of a name",
      file: "channels",
      edit: (text) => text.replace(/\n]\n$/, ',\n{"name": "general", "type": "text"}\n]'),
      at: '{"name": "general"',
      reason: "'general' stands here and on line 2",
    },
    {
      name: "channels that differ only in case",
      file: "channels",
      edit: (text) => text.replace(/\n]\n$/, ',\n{"name": "General", "type": "text"}\n]'),
      at: '{"name": "General"',
      reason: "there is a channel 'general' already",
    },
    {
      name: "an unknown role of a member",
      file: "users",
      edit: (text) => text.replace('"user"', '"ghost"'),
      at: '"roles"',
      reason: "the role 'ghost' does not exist",
    },
    {
      name: "the last owner without the role",
      file: "users",
      edit: (text) => text.replace('"owner",', ""),
      at: '"roles"',
      reason: "'olga' is the last owner",
    },
    {
      name: "the last owner banned",
      file: "users",
      edit: (text) => text.replace('"owner",', '"banned", "owner",'),
      at: '"roles"',
      reason: "'olga' is the last owner",
    },
    {
      name: "somebody who never logged in",
      file: "users",
      edit: (text) => text.replace(/\n}\n$/, ',\n"id-9": {"username": "eve", "roles": ["owner"]}\n}'),
      at: '"id-9"',
      reason: "nobody has the id 'id-9'",
    },
  ];

  for (const { name, file, edit, at, reason } of cases) {
    test(`${name}: nothing changes, and the log says where and why`, async () => {
      const place = await open();
      const [olga] = await place.people("olga");
      await place.file("users", (users) => users[olga.user.id]);
      const { roles, channels, users } = place.server.state;
      const before = { roles, channels, olga: users.get(olga.user.id) };
      const broken = edit(place.text(file));
      expect(broken).not.toBe(place.text(file));
      writeFileSync(place.path(file), broken);
      const said = await place.logged(refusedLine);
      const line = broken.slice(0, broken.lastIndexOf(at)).split("\n").length;
      expect(said).toMatchObject({ file: place.path(file), line, reason: expect.stringContaining(reason) });
      const after = place.server.state;
      expect(after.roles).toBe(before.roles);
      expect(after.channels).toBe(before.channels);
      expect(after.users.get(olga.user.id)).toBe(before.olga);
      expect(await olga.news()).toEqual([]);
      expect(place.text(file)).toBe(broken);
    });
  }

  test("is not overwritten by later changes or a restart; mended, it is merged with them", async () => {
    const place = await open();
    let [olga] = await place.people("olga");
    const broken = place.text("roles").replace('"color": "#FFFF00"', '"color": "yellow"');
    writeFileSync(place.path("roles"), broken);
    await place.logged(refusedLine);
    await olga.request("role_create", { name: "fox" });
    await olga.request("role_update", { name: "admin", color: "#111111" });
    await place.logged((line) => line.level === "warn" && line.message.includes("before its edit is mended"));
    expect(place.text("roles")).toBe(broken);
    await olga.request("channel_create", { name: "tea", type: "text" });
    await place.file("channels", (file) => file.length === 2);
    expect(place.log.filter(refusedLine)).toHaveLength(1);

    await place.restart();
    expect(place.text("roles")).toBe(broken);
    expect(place.log.filter(refusedLine)).toHaveLength(2);
    [olga] = await place.people("olga");
    const heard = olga.next("roles_list");
    writeFileSync(place.path("roles"), broken.replace('"yellow"', '"#fff000"'));
    expect(await heard).toMatchObject({
      roles: { moderator: { color: "#fff000" }, admin: { color: "#111111" }, fox: { position: 3 } },
    });
    await place.file("roles", (file) => file.fox && file.moderator.color === "#fff000");
  });

  test("taken back is told of too, so that the error isn't the last word; and so is an edit without effect", async () => {
    const place = await open();
    await place.people("olga");
    const good = await until("roles.json", () => place.text("roles"));
    writeFileSync(place.path("roles"), "{");
    await place.logged(refusedLine);
    writeFileSync(place.path("roles"), good);
    const mended = await place.logged((line) => line.message.startsWith("The refused hand edit is gone"));
    expect(mended).toMatchObject({ level: "info", file: place.path("roles") });
    writeFileSync(place.path("roles"), JSON.stringify(JSON.parse(good)));
    expect(await place.logged((line) => line.message === "A hand edit changes nothing")).toMatchObject({
      file: place.path("roles"),
    });
    expect(place.log.filter(takenLine)).toEqual([]);
  });

  test("of one file doesn't hold up the others", async () => {
    const place = await open();
    const [olga] = await place.people("olga");
    const heard = olga.next("channel_update");
    writeFileSync(place.path("roles"), "{");
    place.edit("channels", (file) => {
      file[0].description = "Hello";
    });
    expect(await heard).toMatchObject({ channel: { description: "Hello" } });
    expect(await place.logged(refusedLine)).toMatchObject({ file: place.path("roles"), line: 1 });
  });
});

describe("edits and the server at the same time", () => {
  test("only what the editor changed is taken over", async () => {
    const place = await open();
    const [olga, mira] = await place.people("olga", "mira");
    const opened = await place.file("users", (file) => file[mira.user.id]);
    const heard = mira.next("nickname_update");
    // At once behind the command, so the file doesn't show its change yet.
    await olga.request("user_roles_set", { user: "mira", roles: ["moderator", "user"] });
    opened[mira.user.id].nickname = "Mimi";
    writeFileSync(place.path("users"), JSON.stringify(opened));
    await heard;
    await place.file("users", (file) => {
      const { nickname, roles } = file[mira.user.id];
      return nickname === "Mimi" && roles[0] === "moderator";
    });
    expect(place.server.state.users.get(mira.user.id)?.roles).toHaveLength(2);
  });

  test("an editor that puts a new file in the place of the old one", async () => {
    const place = await open();
    const [olga] = await place.people("olga");
    for (const color of ["#111111", "#222222"]) {
      const heard = olga.next("roles_list");
      const fresh = `${place.path("roles")}~`;
      writeFileSync(fresh, place.text("roles").replace(/"color": "#[^"]*"/, `"color": "${color}"`));
      renameSync(fresh, place.path("roles"));
      expect(await heard).toMatchObject({ roles: { owner: { color } } });
      await place.file("roles", (file) => file.owner.color === color);
    }
  });

  test("an edit that is taken back before the server has written the file", async () => {
    const place = await open();
    const [olga] = await place.people("olga");
    const old = place.text("roles");
    const colors: unknown[] = [];
    const both = new Promise<void>((resolve) => {
      olga.on("roles_list", ({ roles }) => {
        if (colors.push(roles["owner"]?.color) === 2) resolve();
        else writeFileSync(place.path("roles"), old);
      });
    });
    place.edit("roles", (file) => {
      file.owner.color = "#111111";
    });
    await both;
    expect(colors).toEqual(["#111111", "#9400D3"]);
  });

  test("edits of two files that rest on each other", async () => {
    const place = await open();
    const [olga, mira] = await place.people("olga", "mira");
    await place.file("users", (file) => file[mira.user.id]);
    const heard = mira.next("user_roles_get");
    place.edit("users", (file) => file[mira.user.id].roles.push("fox") && undefined);
    await place.logged(refusedLine);
    place.edit("roles", (file) => {
      file.fox = {};
    });
    expect(await heard).toMatchObject({ user: "mira", roles: ["user", "fox"] });
    expect(olga.user.username).toBe("olga");
  });

  test("an edit while the server was stopped counts at its start, and undoes nothing else", async () => {
    const place = await open();
    const [olga, mira] = await place.people("olga", "mira");
    await olga.request("role_create", { name: "fox" });
    await place.server.stop();
    place.edit("users", (file) => {
      file[mira.user.id].roles = ["fox", "owner"];
    });
    place.edit(
      "channels",
      (file) => void file.push({ name: "cave", type: "text", permissions: { view: ["fox"] } }),
    );
    await place.restart();
    const [again] = await place.people("mira");
    const { val } = await again.request("channels_get");
    expect(val.map(({ name }) => name)).toEqual(["general", "cave"]);
    expect(again.user.roles).toEqual(["fox", "owner"]);
    expect(place.log.filter(takenLine).map(({ changes }) => changes)).toEqual([
      ["cave: new"],
      ["mira: roles"],
    ]);
  });

  test("an edit of the stopped server's file is compared with what was last written, also after a kill", async () => {
    const folder = newFolder();
    endings.push(() => rmSync(folder, { recursive: true, force: true }));
    writeConfig(folder);
    const killed = await spawnServer(folder);
    const { connect } = await import("../client/index.ts");
    const account = { username: "lena", password: "hunter22" };
    const lena = await connect(killed.ws, { login: { register: account }, reconnect: [] });
    const path = join(folder, "db", "users.json");
    await until("users.json", () => readFileSync(path, "utf8").includes("lena") || undefined);
    // Killed before the file can follow this.
    await lena.request("status_set", { status: "dnd", text: "do not undo" });
    killed.kill("SIGKILL");
    await killed.exited;
    writeFileSync(path, readFileSync(path, "utf8").replace('"nickname": "lena"', '"nickname": "Leni"'));

    const server = await startTestServer({ folder });
    endings.push(server.stop);
    expect(server.state.users.get("USR:local_lena")).toMatchObject({
      nickname: "Leni",
      status: { status: "dnd", text: "do not undo" },
    });
  });
});

describe("config.json", () => {
  test("an edit holds at once; a broken one is logged with its line and changes nothing", async () => {
    const place = await open();
    const path = join(place.server.folder, "config.json");
    const config = JSON.parse(readFileSync(path, "utf8"));
    const url = `${place.server.url}/info`;
    const name = async () => ((await (await fetch(url)).json()) as Loose).server.name;

    writeFileSync(path, JSON.stringify({ ...config, server: { name: "Tea House" } }));
    await until("the name", async () => ((await name()) === "Tea House" ? true : undefined));
    writeFileSync(path, '{\n  "server": {"name": "Broken",}\n}');
    const line = await place.logged((one) => one.level === "error" && one.problems);
    expect(line).toMatchObject({
      file: path,
      problems: [expect.stringContaining("Line 2: not JSON (column")],
    });
    expect(await name()).toBe("Tea House");
    writeFileSync(path, JSON.stringify({ ...config, server: { name: "Tea House" } }));
    await place.logged((one) => one.message.startsWith("The configuration file is mended"));
  });

  test("names that mean nobody are warned of at the start and after an edit, and newcomers are users", async () => {
    const users = { default: { roles: ["member"] } };
    const DB = { synchronous: "OFF", users };
    const place = await open({ config: { auth_mode: "cracked-only", owners: ["mira"], DB } });
    const warned = (start: string) => (line: Loose) =>
      line.level === "warn" && line.message.startsWith(start);
    const file = join(place.server.folder, "config.json");
    expect(await place.logged(warned("owners: 'mira' can match nobody"))).toMatchObject({ file });
    expect((await place.logged(warned("DB.users.default.roles"))).message).toEndWith(
      "there is no role 'member'; new members get 'user'",
    );
    const { connect } = await import("../client/index.ts");
    const account = { username: "lena", password: "hunter22" };
    const lena = await connect(place.server.ws, { login: { register: account } });
    expect(lena.user.roles).toEqual(["user"]);
    expect((await lena.request("channels_get")).val.map(({ name }) => name)).toEqual(["general"]);
    lena.close();
    const config = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...config, owners: ["USR:local_mira", "lena"] }));
    await place.logged(warned("owners: 'lena' can match nobody"));
    expect(place.log.filter(warned("owners: 'USR:local_mira'"))).toEqual([]);
  });

  test("a file of another certificate that isn't there is told of before the restart that would fail", async () => {
    const place = await open();
    const file = join(place.server.folder, "config.json");
    const config = JSON.parse(readFileSync(file, "utf8"));
    config.websocket.tls = { cert: "none.crt", key: "none.key" };
    writeFileSync(file, JSON.stringify(config));
    const line = await place.logged((one) =>
      one.message.startsWith("The files of websocket.tls can't be used"),
    );
    expect(line).toMatchObject({ level: "error", reason: expect.stringContaining("none.crt") });
  });
});

const openssl = Bun.which("openssl");

describe.skipIf(openssl === null)("TLS files (needs openssl)", () => {
  async function certificate(
    folder: string,
    name: string,
    days: number,
  ): Promise<{ cert: string; key: string }> {
    const files = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", files.key];
    const child = Bun.spawn(
      [
        openssl ?? "",
        "req",
        "-x509",
        ...key,
        "-out",
        files.cert,
        "-days",
        String(days),
        "-subj",
        `/CN=${name}`,
      ],
      { stderr: "ignore" },
    );
    expect(await child.exited).toBe(0);
    return { cert: readFileSync(files.cert, "utf8"), key: readFileSync(files.key, "utf8") };
  }

  async function secureServer() {
    const folder = newFolder();
    endings.push(() => rmSync(folder, { recursive: true, force: true }));
    const [old, fresh] = [await certificate(folder, "old", 2), await certificate(folder, "fresh", 40)];
    const paths = { cert: join(folder, "live.crt"), key: join(folder, "live.key") };
    const put = ({ cert, key }: typeof old) => {
      writeFileSync(paths.cert, cert);
      writeFileSync(paths.key, key);
    };
    put(old);
    writeConfig(folder, { websocket: { tls: { cert: "live.crt", key: "live.key" } } });
    return { folder, old, fresh, put };
  }

  async function servedName(port: number): Promise<string> {
    const peer = await new Promise<PeerCertificate>((resolve, reject) => {
      const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate());
        socket.end();
      });
      socket.on("error", reject);
    });
    return String(peer.subject.CN);
  }

  test("new ones serve new connections, old connections live on; unfit ones are logged and not used", async () => {
    const { folder, fresh, old, put } = await secureServer();
    const log: Loose[] = [];
    const server = await startTestServer({ folder, log: (line) => void log.push(JSON.parse(line)) });
    endings.push(server.stop);
    expect(server.url).toStartWith("https://");
    expect(await servedName(server.port)).toBe("old");
    const expiry = async () => {
      const metrics = await fetch(`${server.url}/metrics`, { tls: { rejectUnauthorized: false } });
      return Number(/^originchats_certificate_expiry_seconds (\d+)$/m.exec(await metrics.text())?.[1]);
    };
    const ends = ({ cert }: typeof old) => Date.parse(new X509Certificate(cert).validTo) / 1000;
    expect(await expiry()).toBe(ends(old));
    const socket = new WebSocket(server.ws, { tls: { rejectUnauthorized: false } });
    const heard = { text: "" };
    socket.onmessage = ({ data }) => {
      heard.text += data;
    };
    await until("the handshake", () => heard.text.includes("handshake") || undefined);

    put({ cert: fresh.cert, key: old.key });
    const line = await until("a line of the log", () => log.find((one) => one.level === "error"));
    expect(line).toMatchObject({
      message: expect.stringContaining("old ones stay in force"),
      reason: "the key does not belong to the certificate",
    });
    expect(await servedName(server.port)).toBe("old");

    put(fresh);
    // A connection that is just being made when the listener changes is reset.
    const served = () => servedName(server.port).catch(() => "none");
    await until("the new certificate", async () => ((await served()) === "fresh" ? true : undefined));
    expect(await expiry()).toBe(ends(fresh));
    socket.send(JSON.stringify({ cmd: "ping" }));
    await until("the old connection's answer", () => heard.text.includes("pong") || undefined);
    socket.close();
  }, 30_000);

  test("unfit ones at the start end it with one line", async () => {
    const { folder, fresh, old, put } = await secureServer();
    const failure = () =>
      startTestServer({ folder }).then(
        () => "started",
        (error) => (error instanceof StartError ? error.message : String(error)),
      );
    put({ cert: fresh.cert, key: old.key });
    expect(await failure()).toEndWith("live.key cannot be used: the key does not belong to the certificate");
    put({ cert: "nothing", key: old.key });
    expect(await failure()).toContain("not in the PEM format");
    rmSync(join(folder, "live.key"));
    expect(await failure()).toMatch(/^The file of websocket\.tls\.key cannot be read: .*live\.key/);
    put(old);
    const server = await startTestServer({ folder });
    await server.stop();
  });
});
