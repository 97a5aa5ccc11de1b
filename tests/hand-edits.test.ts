/** Hand edits of the files of members, roles and channels while clients are connected. */
import { afterEach, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { endAll } from "./support/endings.ts";
import { eventsUntil, type Loose, open, refusedLine, takenLine } from "./support/hand-edits.ts";
import { refusal } from "./support/town.ts";

afterEach(endAll);

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
    const received = mira.next("status_get");
    place.edit("users", (file) => {
      file[id].status.text = "by hand";
    });
    expect(await received).toMatchObject({ status: { text: "by hand" } });
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

    const received = eventsUntil(olga, "status_get");
    const own = mira.next("rate_limit");
    place.edit("users", (file) => {
      file[id].nickname = "Mimi";
      file[id].status = { status: "dnd", text: "busy" };
      file[id].timeout_until = Date.now() / 1000 + 3600;
      file[id].hobby = "chess";
    });
    expect(await received).toMatchObject([
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

    // Nobody is told that an offline member is online.
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

    const received = eventsUntil(mira, "channels_get");
    place.edit("users", (file) => {
      file[mira.user.id].roles = ["vip", "user"];
    });
    const events = await received;
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
    const received = eventsUntil(olga, "user_update");
    place.edit("users", (file) => {
      file["USR:local_lena"].username = "USR:local_leni";
    });
    expect(await received).toMatchObject([
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
    const received = eventsUntil(olga, "user_leave");
    place.edit("users", (file) => file[id].roles.unshift("banned") && undefined);
    expect(await told).toMatchObject([
      { cmd: "error", src: "auth", code: "banned" },
      { cmd: "disconnect", reason: "You have been banned" },
    ]);
    expect((await closed).code).toBe(1000);
    expect(await received).toMatchObject([
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

  test("a member who is left out stays a member and is in the file again", async () => {
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
    const received = olga.next("roles_list");
    place.edit("roles", (file) => {
      file.user.color = "#00ff00";
      file.moderator.position = 1;
      file.fox = { description: "Sly", permissions: { manage_messages: true, mention_roles: ["admin"] } };
    });
    const { roles } = await received;
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
    const received = eventsUntil(olga, "channel_update");
    writeFileSync(place.path("roles"), place.text("roles").replace('"moderator": {', '"warden": {'));
    expect(await received).toMatchObject([
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

    const received = olga.next("user_roles_get");
    place.edit("roles", (file) => void delete file.fox);
    expect(await received).toMatchObject({ user: "mira", roles: ["moderator", "user"] });

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
    const received = eventsUntil(mira, "channels_get");
    place.edit("channels", ([general]) => [
      { type: "forum", name: "help", permissions: { view: ["user"], create_thread: ["user"] } },
      { ...general, display_name: "Lobby", wallpaper: "blue.png" },
      { type: "separator", size: 12, permissions: { view: ["user"] } },
    ]);
    const events = await received;
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
    let received = mira.next("channel_update");
    place.edit("channels", ([general]) => [{ ...general, slow_mode: 30 }]);
    expect((await received).channel.slow_mode).toBe(30);
    await mira.request("message_new", { channel: "general", content: "one" });
    expect(await refusal(mira.request("message_new", { channel: "general", content: "two" }))).toBe(
      "slow_mode",
    );
    await olga.request("channel_update", { current_name: "general", updates: { slow_mode: 60 } });
    await place.file("channels", ([general]) => general.slow_mode === 60);
    received = mira.next("channel_update");
    place.edit("channels", ([{ slow_mode, ...general }]) => [general]);
    expect((await received).channel.slow_mode).toBeUndefined();
    place.edit("channels", ([general]) => [{ ...general, slow_mode: 21_601 }]);
    expect((await place.logged(refusedLine)).reason).toContain("slow_mode");
  });

  test("one name for another and all else equal is a rename, with the history", async () => {
    const place = await open();
    const [olga] = await place.people("olga");
    await olga.request("message_new", { channel: "general", content: "first" });
    await place.file("channels", (file) => file.length === 1);
    const received = olga.next("channel_update");
    place.edit("channels", (file) => {
      file[0].name = "lobby";
    });
    expect(await received).toMatchObject({ current_name: "general", channel: { name: "lobby" } });
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
    const received = mira.next("unreads_update");
    place.edit("channels", ([general, help]) => [
      general,
      { ...help, permissions: { ...help.permissions, view: ["owner"] } },
    ]);
    await received;
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
