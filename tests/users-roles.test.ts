import { afterEach, describe, expect, test } from "bun:test";
import type { WireRole } from "../client/index.ts";
import type { User } from "../src/chat/model.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

const away = { status: "offline", text: "" };
const names = (users: readonly { username: string }[]) => users.map(({ username }) => username);

/** Olga the owner, ada who manages users and roles, and mira, an ordinary member. */
async function cast(options: TestServerOptions = {}): Promise<{ olga: Member; ada: Member; mira: Member }> {
  town = await openTown(options);
  const [olga, ada, mira] = await town.people("olga", "ada", "mira");
  await olga.request("role_create", { name: "staff", permissions: ["manage_users", "manage_roles"] });
  await lift("staff", 2);
  await town.roles("ada", "staff", "user");
  return { olga, ada, mira };
}

/** Puts a role anywhere, even above `owner` as only a hand edit can; others keep their order. */
async function lift(name: string, position: number): Promise<void> {
  const roles = [...town.server.state.roles.byId.values()];
  const moved = roles.filter((role) => role.name === name);
  const order = roles.filter((role) => role.name !== name).toSpliced(position, 0, ...moved);
  const changed = order.map((role, index) => ({ ...role, position: index }));
  town.server.eventLog.append({ changes: [{ type: "roles", roles: changed }] });
}

/** Changes a member in memory alone, and nobody hears of it. */
function put(name: string, fields: Partial<User>): void {
  const user = town.server.state.userByName(name);
  if (user) town.server.eventLog.append({ changes: [{ type: "users", users: [{ ...user, ...fields }] }] });
}

const roleOf = async (by: Member, name: string): Promise<WireRole | undefined> =>
  (await by.request("roles_list")).roles[name];
const rolesOf = async (by: Member, name: string) =>
  (await by.request("user_roles_get", { user: name })).roles;

describe("users_list and users_online", () => {
  test("list members in the order of joining, with all that clients read, and no banned ones", async () => {
    const { olga, mira } = await cast();
    put("ada", { bannedAt: 1 });
    const { users } = await mira.request("users_list");
    expect(users).toEqual([
      {
        id: olga.user.id,
        username: "olga",
        nickname: null,
        roles: ["owner", "user"],
        color: "#9400D3",
        gradient: null,
        status: { status: "online", text: "" },
        cracked: false,
        pfp: null,
      },
      { ...users[1], id: mira.user.id, username: "mira", roles: ["user"], color: null } as never,
    ]);
  });

  test("users_online has one entry for each visible user, however many connections", async () => {
    const { olga, mira } = await cast();
    await town.join("mira");
    await town.join("olga");
    expect(names((await mira.request("users_online")).users)).toEqual(["olga", "ada", "mira"]);
    expect(mira.server.capabilities).not.toContain("users_online");
    await olga.request("status_set", { status: "offline" });
    const online = (await mira.request("users_online")).users;
    expect(names(online)).toEqual(["ada", "mira"]);
    expect(online).toEqual((await mira.request("users_list")).users.slice(1));
  });

  test("a user is named by id or by name in any case; nobody else is found", async () => {
    const { mira } = await cast();
    for (const user of [mira.user.id, "mira", "MIRA"]) {
      expect(await mira.request("user_roles_get", { user })).toMatchObject({
        user: "mira",
        roles: ["user"],
        color: null,
      });
    }
    for (const user of ["mir", "__proto__", "constructor", "*"]) {
      expect(await refusal(mira.request("user_roles_get", { user }))).toBe("user_not_found");
      expect(await refusal(mira.request("status_get", { user }))).toBe("user_not_found");
    }
    for (const user of ["", "m".repeat(101)]) {
      expect(await refusal(mira.request("user_roles_get", { user }))).toBe("invalid_field");
    }
  });
});

describe("user_leave", () => {
  test("removes the account, tells everybody, and closes all connections of the one who left", async () => {
    const { olga, ada, mira } = await cast();
    const second = await town.join("mira");
    await mira.request("message_new", { channel: "general", content: "goodbye" });
    for (const member of [olga, ada, mira, second]) await member.news();
    const closings = [mira, second].map((member) => member.next("closed"));
    const farewells = [mira, second].map((member) => member.next("disconnect"));
    const leaving = second.next("user_leave");
    expect(await mira.request("user_leave")).toMatchObject({
      cmd: "user_leave",
      user: "mira",
      val: "User left server",
    });
    expect(await leaving).toMatchObject({ username: "mira" });
    for (const { code } of await Promise.all(closings)) expect(code).toBe(1000);
    expect((await Promise.all(farewells)).map(({ reason }) => reason)).toEqual(
      Array(2).fill("You left the server"),
    );
    for (const member of [olga, ada]) {
      expect(await member.news()).toEqual([{ cmd: "user_leave", username: "mira" }]);
    }
    expect(names((await olga.request("users_list")).users)).toEqual(["olga", "ada"]);
    // What was said stays, under the name.
    const { messages } = await olga.request("messages_get", { channel: "general" });
    expect(messages.map(({ user, content }) => [user, content])).toEqual([["mira", "goodbye"]]);
  });

  test("who comes back is new", async () => {
    const { olga, mira } = await cast();
    await town.roles("mira", "staff", "user");
    const closed = mira.next("closed");
    await mira.request("user_leave");
    await closed;
    await olga.news();
    const back = await town.join("mira");
    expect(back.user.roles).toEqual(["user"]);
    expect((await olga.news()).map(({ cmd }) => cmd)).toEqual(["user_join", "user_connect"]);
    expect(names((await olga.request("users_list")).users)).toEqual(["olga", "ada", "mira"]);
  });

  test("the last owner stays; an owner beside another one may go", async () => {
    const { olga } = await cast();
    expect(await refusal(olga.request("user_leave"))).toBe("last_owner");
    await town.roles("mira", "owner", "user");
    const closed = olga.next("closed");
    await olga.request("user_leave");
    await closed;
  });

  test("whatever else the one who leaves sent behind it has no effect", async () => {
    const { olga, mira } = await cast();
    const closed = mira.next("closed");
    mira.send({ cmd: "user_leave" });
    mira.send({ cmd: "message_new", channel: "general", content: "from the grave" });
    mira.send({ cmd: "status_set", status: "dnd" });
    await closed;
    expect((await olga.news()).map(({ cmd }) => cmd)).toEqual(["user_leave"]);
    expect((await olga.request("messages_get", { channel: "general" })).messages).toEqual([]);
  });
});

describe("status_set", () => {
  const set = (
    member: Member,
    status: "online" | "idle" | "dnd" | "offline" | "invisible",
    text?: string | null,
  ) => member.request("status_set", { status, ...(text !== undefined && { text }) });

  test("a visible status goes to everybody, as the reply too", async () => {
    const { olga, mira } = await cast();
    const second = await town.join("mira");
    await second.news();
    const packet = {
      cmd: "status_get",
      username: "mira",
      status: { status: "idle", text: "tea" },
      global: true,
    };
    expect(await set(mira, "idle", "tea")).toMatchObject(packet);
    for (const member of [olga, second]) expect(await member.news()).toEqual([packet] as never);
    const asked = await olga.request("status_get", { user: "mira" });
    expect(asked).toMatchObject({ cmd: "status", username: "mira", status: packet.status });
    // Absent and null clear the text.
    expect(await set(mira, "idle")).toMatchObject({ status: { status: "idle", text: "" } });
    await set(mira, "idle", "tea");
    expect(await set(mira, "idle", null)).toMatchObject({ status: { status: "idle", text: "" } });
  });

  test("hiding is a disconnect to others; one's own connections see what is true", async () => {
    const { olga, mira } = await cast();
    const second = await town.join("mira");
    await second.news();
    expect(await set(mira, "invisible", "ssh")).toMatchObject({
      cmd: "status_set",
      status: { status: "invisible", text: "ssh" },
    });
    expect(await olga.news()).toEqual([{ cmd: "user_disconnect", username: "mira" }]);
    const own = {
      cmd: "status_get",
      username: "mira",
      status: { status: "invisible", text: "ssh" },
      global: true,
    };
    expect(await second.news()).toEqual([own] as never);
    // From one hiding place to the other: nobody's business.
    await set(mira, "offline", "still");
    expect(await olga.news()).toEqual([]);
    expect(await olga.request("status_get", { user: "mira" })).toMatchObject({ cmd: "status", status: away });
    expect(await second.request("status_get", { user: "mira" })).toMatchObject({
      status: { status: "offline", text: "still" },
    });
    expect((await second.news()).length).toBe(1);
    const listed = async (by: Member) =>
      (await by.request("users_list")).users.find(({ username }) => username === "mira")?.status;
    expect(await listed(olga)).toEqual(away);
    expect(await listed(second)).toEqual({ status: "offline", text: "still" });

    await set(mira, "dnd", "back");
    const [connect, status, ...more] = await olga.news();
    expect(connect).toMatchObject({
      cmd: "user_connect",
      user: { username: "mira", status: { status: "dnd", text: "back" } },
    });
    expect(status).toMatchObject({ cmd: "status_get", status: { status: "dnd", text: "back" } });
    expect(more).toEqual([]);
    expect((await second.news()).map(({ cmd }) => cmd)).toEqual(["status_get"]);
  });

  test("without a change nobody hears anything, but the reply comes", async () => {
    const { olga, mira } = await cast();
    await set(mira, "idle", "tea");
    await olga.news();
    expect(await set(mira, "idle", "tea")).toMatchObject({ cmd: "status_get", username: "mira" });
    expect(await olga.news()).toEqual([]);
  });

  test("refuses unknown statuses and texts above 100 characters, counted as people count", async () => {
    const { mira } = await cast();
    for (const status of ["away", "", "ONLINE"]) {
      expect(await refusal(set(mira, status as "online"))).toBe("invalid_field");
    }
    expect(await refusal(set(mira, "online", "t".repeat(101)))).toBe("invalid_field");
    expect(await set(mira, "online", "🫖".repeat(100))).toMatchObject({ status: { text: "🫖".repeat(100) } });
    for (const text of [5, ["tea"], { tea: 1 }, true]) {
      expect(await refusal(mira.request("status_set", { status: "online", text: text as never }))).toBe(
        "invalid_field",
      );
    }
  });

  describe("more than ten times in half a minute", () => {
    /** Mira has told others ten times; from then on only what the clock allows. */
    async function busy() {
      let now = Date.now();
      const { olga, mira } = await cast({ now: () => now, config: { rate_limiting: { enabled: true } } });
      for (let count = 1; count <= 10; count++) await set(mira, "idle", `${count}`);
      expect(await olga.news()).toHaveLength(10);
      const seen = async (by: Member, cmd: "users_list" | "users_online" = "users_list") =>
        (await by.request(cmd)).users.find(({ username }) => username === "mira")?.status;
      const pass = (milliseconds: number) => {
        now += milliseconds;
      };
      return { olga, mira, seen, pass };
    }

    test("the own connections hear at once, others only of the last one, when it is time", async () => {
      const { olga, mira, seen, pass } = await busy();
      const second = await town.join("mira");
      await second.news();
      await olga.news();
      expect(await set(mira, "dnd", "a")).toMatchObject({ cmd: "status_get", status: { text: "a" } });
      expect(await set(mira, "dnd", "b")).toMatchObject({ status: { text: "b" } });
      expect((await second.news()).map((event) => "status" in event && event.status)).toEqual([
        { status: "dnd", text: "a" },
        { status: "dnd", text: "b" },
      ]);
      expect(await olga.news()).toEqual([]);
      for (const cmd of ["users_list", "users_online"] as const) {
        expect(await seen(olga, cmd)).toEqual({ status: "idle", text: "10" });
        expect(await seen(mira, cmd)).toEqual({ status: "dnd", text: "b" });
      }
      expect(await olga.request("status_get", { user: "mira" })).toMatchObject({ status: { text: "10" } });
      expect(await mira.request("status_get", { user: "mira" })).toMatchObject({ status: { text: "b" } });
      const told = olga.next("status_get");
      pass(4000);
      expect(await told).toMatchObject({ username: "mira", status: { status: "dnd", text: "b" } });
      expect(await seen(olga)).toEqual({ status: "dnd", text: "b" });
      await olga.news();
      // The four seconds paid for that one.
      const next = olga.next("status_get");
      await set(mira, "online", "c");
      expect(await olga.news()).toEqual([]);
      pass(60_000);
      expect(await next).toMatchObject({ status: { text: "c" } });
      await set(mira, "idle", "d");
      expect(await seen(olga)).toEqual({ status: "idle", text: "d" });
    });

    test("what is no change is none of the ten", async () => {
      const { olga, mira, pass } = await busy();
      pass(60_000);
      for (let count = 1; count <= 20; count++) await set(mira, "idle", "10");
      await set(mira, "dnd", "news");
      expect(await olga.news()).toMatchObject([{ cmd: "status_get", status: { text: "news" } }]);
    });

    test("who hides meanwhile is shown until then, and goes once", async () => {
      const { olga, mira, seen, pass } = await busy();
      expect(await set(mira, "invisible")).toMatchObject({ cmd: "status_set" });
      expect(await olga.news()).toEqual([]);
      expect(await seen(olga, "users_online")).toEqual({ status: "idle", text: "10" });
      const gone = olga.next("user_disconnect");
      mira.close();
      expect(await gone).toMatchObject({ username: "mira" });
      pass(60_000);
      await town.people("zoe");
      const back = await town.join("mira");
      expect(back.user.status).toEqual({ status: "invisible", text: "" });
      expect(await seen(back, "users_list")).toEqual({ status: "invisible", text: "" });
    });

    test("is stored at once", async () => {
      const { mira } = await busy();
      await set(mira, "dnd", "kept");
      await town.restart();
      const [olga, back] = await town.people("olga", "mira");
      expect(back.user.status).toEqual({ status: "dnd", text: "kept" });
      const { users } = await olga.request("users_list");
      expect(users.find(({ username }) => username === "mira")?.status.text).toBe("kept");
    });
  });

  test("survives the connection and a restart", async () => {
    const { mira } = await cast();
    await set(mira, "dnd", "tea");
    await town.restart();
    const back = await town.join("mira");
    expect(back.user.status).toEqual({ status: "dnd", text: "tea" });
  });
});

describe("roles_list", () => {
  test("gives the roles highest first under both keys, each with its name", async () => {
    const { mira } = await cast();
    const list = await mira.request("roles_list");
    expect(list.roles).toEqual(list.val);
    const roles = Object.entries(list.roles);
    expect(roles.map(([name]) => name)).toEqual(["owner", "admin", "staff", "moderator", "user"]);
    expect(roles.map(([, role]) => role.position)).toEqual([0, 1, 2, 3, 4]);
    for (const [name, role] of roles) expect(role.name).toBe(name);
    expect(roles[2]?.[1]).toEqual({
      id: expect.any(String),
      name: "staff",
      description: null,
      color: null,
      gradient: null,
      hoisted: false,
      permissions: ["manage_users", "manage_roles"],
      self_assignable: false,
      category: null,
      position: 2,
    });
  });
});

describe("role_create", () => {
  test("adds a role at the bottom and tells everybody before the reply", async () => {
    const { olga, ada, mira } = await cast();
    const fields = {
      description: "Bakes",
      color: "#a1b2c3",
      gradient: ["#a1b2c3", "#fff"],
      hoisted: true,
      permissions: ["manage_users", "send_tts", "no such permission"],
      category: "Kitchen",
    };
    const { id, name } = await ada.request("role_create", {
      name: " Baker ",
      ...fields,
      permissions: ["manage_users"],
    });
    expect(name).toBe("Baker");
    const list = await mira.request("roles_list");
    expect(list.roles["Baker"]).toEqual({
      id,
      name: "Baker",
      ...fields,
      permissions: ["manage_users"],
      self_assignable: false,
      position: 5,
    });
    for (const member of [olga, ada, mira]) {
      expect(await member.news()).toEqual([{ cmd: "roles_list", roles: list.roles, val: list.val }]);
    }
    // Unknown permissions are left out; known ones that no command asks for are kept.
    await olga.request("role_create", { name: "fool", permissions: fields.permissions });
    expect((await roleOf(mira, "fool"))?.permissions).toEqual(["manage_users", "send_tts"]);
  });

  test("refuses names that would break clients, mentions or lists", async () => {
    const { olga } = await cast();
    const create = (name: string) => refusal(olga.request("role_create", { name }));
    for (const name of [
      "",
      "  ",
      "r".repeat(33),
      "!no",
      "a@b",
      "123",
      "banned",
      "BANNED",
      "__proto__",
      "a\nb",
      "a\u202eb",
    ]) {
      expect([name, await create(name)]).toEqual([name, "role_name_invalid"]);
    }
    for (const name of ["user", "USER", "Staff", "owner"]) expect(await create(name)).toBe("role_exists");
    for (const name of ["constructor", "toString", "r".repeat(32), "ä b"]) {
      expect((await olga.request("role_create", { name })).name).toBe(name);
    }
    expect((await olga.request("roles_list")).roles["constructor"]?.name).toBe("constructor");
  });

  test("refuses values that are none", async () => {
    const { olga } = await cast();
    const fields: object[] = [
      { color: "red" },
      { color: 5 },
      { color: "#12" },
      { gradient: "#123456" },
      { gradient: ["#123456"] },
      { gradient: ["#123456", "blue"] },
      { gradient: Array(7).fill("#123456") },
      { hoisted: "yes" },
      { permissions: "administrator" },
      { permissions: [1] },
      { permissions: { mention_roles: true } },
      { description: "d".repeat(201) },
      { category: "c".repeat(33) },
      { self_assignable: 1 },
    ];
    for (const field of fields) {
      const answer = await refusal(olga.request("role_create", { name: "odd", ...field }));
      expect([field, answer]).toEqual([field, "invalid_field"]);
    }
    expect(await roleOf(olga, "odd")).toBeUndefined();
  });

  test("needs manage_roles, and there are at most 250", async () => {
    const { olga, mira } = await cast();
    const denied = await refusalOf(mira.request("role_create", { name: "mine" }));
    expect([denied.code, denied.message]).toEqual([
      "permission_required",
      "Access denied: 'manage_roles' permission required",
    ]);
    const make = Array.from({ length: 245 }, (_, index) =>
      olga.request("role_create", { name: `r${index}` }),
    );
    await Promise.all(make);
    expect(await refusal(olga.request("role_create", { name: "one more" }))).toBe("too_many");
  });
});

describe("role_update", () => {
  test("changes what is given; with id and name it renames, with the name alone it names", async () => {
    const { olga, mira } = await cast();
    const { id } = await olga.request("role_create", {
      name: "cook",
      color: "#111",
      description: "Cooks",
      category: "a",
    });
    await mira.news();
    expect(
      await olga.request("role_update", { name: "cook", color: "#222222", hoisted: true }),
    ).toMatchObject({
      cmd: "role_update",
      id,
      name: "cook",
      updated: true,
    });
    expect((await mira.news()).map(({ cmd }) => cmd)).toEqual(["roles_list"]);
    expect(await roleOf(mira, "cook")).toMatchObject({
      color: "#222222",
      hoisted: true,
      description: "Cooks",
      category: "a",
    });
    await olga.request("role_update", {
      id,
      color: null,
      category: null,
      description: null,
      permissions: null,
    });
    expect(await roleOf(mira, "cook")).toMatchObject({ color: null, category: null, description: "Cooks" });
    await olga.request("role_update", { id, description: "" });
    expect(await roleOf(mira, "cook")).toMatchObject({ description: null });
    expect(await olga.request("role_update", { id, name: "chef" })).toMatchObject({ id, name: "chef" });
    expect(await roleOf(mira, "cook")).toBeUndefined();
    expect(await roleOf(mira, "chef")).toMatchObject({ id });
    // Only the case: the same role.
    expect(await olga.request("role_update", { id, name: "CHEF" })).toMatchObject({ name: "CHEF" });
    expect(await refusal(olga.request("role_update", { id, name: "User" }))).toBe("role_exists");
    expect(await refusal(olga.request("role_update", { id, name: "!x" }))).toBe("role_name_invalid");
    expect(await refusal(olga.request("role_update", { name: "nobody", hoisted: true }))).toBe(
      "role_not_found",
    );
    expect(await refusal(olga.request("role_update", { hoisted: true }))).toBe("invalid_field");
  });

  test("permissions that this server doesn't know stay in a role that has them, and nobody adds any", async () => {
    const { olga } = await cast();
    const { id } = await olga.request("role_create", { name: "cook" });
    // As older data has it.
    const roles = [...town.server.state.roles.byId.values()].map((role) =>
      role.id === id ? { ...role, permissions: ["send_tts", "fly"] } : role,
    );
    town.server.eventLog.append({ changes: [{ type: "roles", roles }] });
    await olga.request("role_update", { id, permissions: ["send_tts", "fly", "swim", "connect"] });
    expect((await roleOf(olga, "cook"))?.permissions).toEqual(["send_tts", "fly", "connect"]);
  });

  test("a rename reaches the members and the channels that show the name", async () => {
    const { olga, ada, mira } = await cast();
    const { id } = await olga.request("role_create", { name: "cook", color: "#00ff00" });
    const permissions = { view: ["user"], send: ["cook", "!staff"] };
    await olga.request("channel_create", { name: "kitchen", type: "text", permissions });
    await olga.request("channel_create", { name: "secret", type: "text", permissions: { view: ["cook"] } });
    await town.roles("mira", "cook", "user");
    await olga.request("role_update", { id, name: "chef" });
    const news = (await ada.news()).filter(({ cmd }) => cmd !== "channels_get");
    expect(news.map(({ cmd }) => cmd)).toEqual(["roles_list", "user_roles_get", "channel_update"]);
    expect(news[1]).toEqual({
      cmd: "user_roles_get",
      user: "mira",
      roles: ["chef", "user"],
      color: "#00ff00",
    });
    expect(news[2]).toMatchObject({
      current_name: "kitchen",
      channel: { permissions: { send: ["chef", "!staff"] } },
    });
    const own = (await mira.news()).filter(({ cmd }) => cmd === "channel_update");
    expect(own).toHaveLength(2);
    expect(await rolesOf(ada, "mira")).toEqual(["chef", "user"]);
    await town.restart();
    const back = await town.join("mira");
    expect(back.user.roles).toEqual(["chef", "user"]);
    expect((await back.request("channels_get")).val.map(({ name }) => name)).toEqual([
      "general",
      "kitchen",
      "secret",
    ]);
  });

  test("a rename reaches newcomers: the configuration goes on meaning the role by its old name", async () => {
    const roles = ["Guest", "user"];
    const { olga } = await cast({ config: { DB: { synchronous: "OFF", users: { default: { roles } } } } });
    const { id } = await olga.request("role_create", { name: "guest" });
    expect((await town.join("ann")).user.roles).toEqual(["guest", "user"]);
    await olga.request("role_update", { id, name: "visitor" });
    expect((await town.join("bob")).user.roles).toEqual(["visitor", "user"]);
    await town.restart();
    const owner = await town.join("olga");
    expect((await town.join("cid")).user.roles).toEqual(["visitor", "user"]);
    // Who takes the name takes what it stands for, also when he gives it up in his turn.
    const other = await owner.request("role_create", { name: "GUEST" });
    expect((await town.join("dan")).user.roles).toEqual(["GUEST", "user"]);
    await owner.request("role_update", { id: other.id, name: "tourist" });
    await town.restart();
    expect((await town.join("eve")).user.roles).toEqual(["tourist", "user"]);
  });

  test("the system roles keep their names, and never become self-assignable", async () => {
    const { olga } = await cast();
    for (const name of ["owner", "admin", "user"]) {
      const { id = "" } = (await roleOf(olga, name)) ?? {};
      expect(await refusal(olga.request("role_update", { id, name: "other" }))).toBe("role_protected");
    }
    for (const name of ["owner", "admin", "moderator"]) {
      expect(await refusal(olga.request("role_update", { name, self_assignable: true }))).toBe(
        "role_not_self_assignable",
      );
    }
  });
});

test("the first role's gradient is its holders', until it is cleared", async () => {
  const { olga, mira } = await cast();
  const gradient = ["#ff0000", "#0f0"];
  const { id } = await olga.request("role_create", { name: "cook", gradient });
  await olga.request("role_create", { name: "plain" });
  await town.roles("mira", "cook", "user");
  await town.roles("ada", "plain", "cook");
  const shown = async (by: Member) =>
    (await by.request("users_list")).users.map((user) => [user.username, user.gradient]);
  const expected = [
    ["olga", null],
    ["ada", null],
    ["mira", gradient],
  ];
  expect(await shown(olga)).toEqual(expected as never);
  await olga.request("role_update", { id, color: "#111111" });
  await town.restart();
  const [owner] = await town.people("olga");
  expect(await shown(owner)).toEqual(expected as never);
  for (const none of [null, []]) {
    await owner.request("role_set", { id, data: { gradient } });
    expect((await roleOf(owner, "cook"))?.gradient).toEqual(gradient);
    await owner.request("role_update", { id, gradient: none });
    expect((await roleOf(owner, "cook"))?.gradient).toBeNull();
  }
  expect((await shown(owner)).map(([, colors]) => colors)).toEqual([null, null, null]);
  expect(mira.user.gradient).toBeNull();
});

describe("role_delete", () => {
  test("takes the role from its members and tells everybody", async () => {
    const { olga, ada, mira } = await cast();
    const { id } = await olga.request("role_create", { name: "cook", color: "#00ff00" });
    await town.roles("mira", "cook", "user");
    expect(await olga.request("role_delete", { name: "COOK" })).toMatchObject({
      cmd: "role_delete",
      id,
      name: "cook",
      deleted: true,
    });
    const news = await ada.news();
    expect(news.map(({ cmd }) => cmd)).toEqual(["roles_list", "user_roles_get", "users_list"]);
    expect(news[1]).toEqual({ cmd: "user_roles_get", user: "mira", roles: ["user"], color: null });
    expect(await rolesOf(mira, "mira")).toEqual(["user"]);
    expect(await refusal(olga.request("role_delete", { id }))).toBe("role_not_found");
    expect(await refusal(olga.request("role_delete"))).toBe("invalid_field");
    // A new role of that name is another one, and nothing of the old one is left.
    await olga.request("role_create", { name: "cook" });
    expect(await rolesOf(mira, "mira")).toEqual(["user"]);
    expect((await mira.request("self_roles_reorder", { roles: ["user"] })).roles).toEqual(["user"]);
  });

  test("spares system roles and roles that a channel names", async () => {
    const { olga } = await cast();
    for (const name of ["owner", "admin", "user"]) {
      expect(await refusal(olga.request("role_delete", { name }))).toBe("role_protected");
    }
    for (const entry of ["staff", "!staff"]) {
      await olga.request("channel_update", {
        current_name: "general",
        updates: { permissions: { view: ["user"], react: [entry] } },
      });
      const denied = await refusalOf(olga.request("role_delete", { name: "staff" }));
      expect([denied.code, denied.message]).toEqual([
        "role_in_use",
        "Role is used in channel 'general' permissions",
      ]);
    }
    await olga.request("channel_update", {
      current_name: "general",
      updates: { permissions: { view: ["user"] } },
    });
    await olga.request("role_delete", { name: "staff" });
    await olga.request("role_delete", { name: "moderator" });
  });

  test("names no channel that the actor does not see", async () => {
    const { olga, ada } = await cast();
    await olga.request("role_create", { name: "cook" });
    const secret = { name: "secret-plans", type: "text" as const, permissions: { view: ["cook"] } };
    await olga.request("channel_create", secret);
    const denied = await refusalOf(ada.request("role_delete", { name: "cook" }));
    expect([denied.code, denied.message]).toEqual([
      "role_in_use_out_of_sight",
      "Role is used in the permissions of a channel that you do not see",
    ]);
    const updates = { permissions: { view: ["user"], pin: ["cook"] } };
    await olga.request("channel_update", { current_name: "general", updates });
    expect((await refusalOf(ada.request("role_delete", { name: "cook" }))).message).toContain("'general'");
    expect((await refusalOf(olga.request("role_delete", { name: "cook" }))).code).toBe("role_in_use");
  });
});

describe("user_roles_set", () => {
  test("replaces the roles, by name or id, without repeats; everybody hears, the actor as his reply", async () => {
    const { olga, ada, mira } = await cast();
    const { id } = await olga.request("role_create", { name: "cook", color: "#00ff00" });
    for (const member of [ada, mira]) await member.news();
    const packet = {
      cmd: "user_roles_get",
      user: "mira",
      roles: ["cook", "user"],
      color: "#00ff00",
      global: true,
    };
    expect(
      await ada.request("user_roles_set", { user: "MIRA", roles: [id, "USER", "cook", "user"] }),
    ).toMatchObject(packet);
    expect(await mira.news()).toEqual([packet] as never);
    expect(await ada.news()).toEqual([packet] as never);
    expect(await rolesOf(olga, "mira")).toEqual(["cook", "user"]);
    // The first role gives the colour.
    expect(await ada.request("user_roles_set", { user: "mira", roles: ["user", "cook"] })).toMatchObject({
      color: null,
    });
  });

  test("refuses what is no list of roles", async () => {
    const { ada } = await cast();
    const set = (roles: unknown) =>
      refusal(ada.request("user_roles_set", { user: "mira", roles: roles as string[] }));
    for (const roles of [[], undefined, null, "user", [5], [["user"]], Array(101).fill("user"), [""]]) {
      expect(await set(roles)).toBe("invalid_field");
    }
    expect(await set(["user", "nothing"])).toBe("role_unknown");
    expect(await set(["__proto__"])).toBe("role_unknown");
    expect(await refusal(ada.request("user_roles_set", { user: "nobody", roles: ["user"] }))).toBe(
      "user_not_found",
    );
  });

  test("gives nobody more than a hundred", async () => {
    const { olga, mira } = await cast();
    const names = Array.from({ length: 100 }, (_, index) => `r${index}`);
    await Promise.all(
      names.map((name) => olga.request("role_create", { name, self_assignable: name === "r99" })),
    );
    await olga.request("user_roles_set", { user: "mira", roles: ["user", ...names.slice(0, 99)] });
    const more = { user: "mira", roles: ["r99", "r1"] };
    expect(await refusal(olga.request("user_roles_add", more))).toBe("too_many");
    expect(await refusal(mira.request("self_role_add", { role: "r99" }))).toBe("too_many");
    expect(await rolesOf(olga, "mira")).toHaveLength(100);
  });

  test("neither bans nor lifts a ban", async () => {
    const { olga, mira } = await cast();
    expect(await refusal(olga.request("user_roles_set", { user: "mira", roles: ["banned"] }))).toBe(
      "role_unknown",
    );
    put("mira", { bannedAt: 1 });
    // The official editor sends back all that it was shown.
    expect(await olga.request("user_roles_set", { user: "mira", roles: ["banned", "user"] })).toMatchObject({
      roles: ["banned", "user"],
      color: null,
    });
    expect(await olga.request("user_roles_set", { user: "mira", roles: ["user"] })).toMatchObject({
      roles: ["banned", "user"],
    });
    expect(await rolesOf(olga, "mira")).toEqual(["banned", "user"]);
    await olga.request("role_create", { name: "cook", color: "#00ff00" });
    // `banned` comes first, and has no colour.
    expect(await olga.request("user_roles_set", { user: "mira", roles: ["cook", "user"] })).toMatchObject({
      roles: ["banned", "cook", "user"],
      color: null,
    });
    await olga.request("user_roles_set", { user: "mira", roles: ["user"] });
    put("mira", { bannedAt: null });
    expect(await rolesOf(mira, "mira")).toEqual(["user"]);
  });
});

describe("nobody climbs", () => {
  test("who manages users can't take or give what is not below, nor touch who is not below", async () => {
    const { olga, ada } = await cast();
    await town.people("peer", "chief");
    await town.roles("peer", "staff", "user");
    await town.roles("chief", "admin", "user");
    const before = JSON.stringify((await olga.request("users_list")).users);
    const set = (user: string, ...roles: string[]) => refusal(ada.request("user_roles_set", { user, roles }));
    expect(await set("ada", "owner", "staff", "user")).toBe("role_required");
    expect(await set("mira", "owner")).toBe("role_required");
    expect(await set("ada", "admin", "staff", "user")).toBe("hierarchy");
    expect(await set("mira", "admin", "user")).toBe("hierarchy");
    // One's own rank isn't below oneself: it can't be handed out, nor put down.
    expect(await set("mira", "staff", "user")).toBe("hierarchy");
    expect(await set("ada", "user")).toBe("hierarchy");
    expect(await set("peer", "user")).toBe("hierarchy");
    expect(await set("chief", "user")).toBe("hierarchy");
    expect(await set("olga", "user")).toBe("hierarchy");
    expect(await refusal(ada.request("user_timeout", { user: "peer", timeout: 5 }))).toBe("hierarchy");
    expect(await refusal(ada.request("user_timeout", { user: "olga", timeout: 5 }))).toBe("hierarchy");
    expect(JSON.stringify((await olga.request("users_list")).users)).toBe(before);
    // A role below that may do what she may not herself.
    expect(await set("ada", "staff", "moderator")).toBe("cannot_grant");
    expect(await set("mira", "moderator", "user")).toBe("cannot_grant");
    await olga.request("role_permissions_set", { name: "moderator", permissions: ["manage_users"] });
    // What is below works, on oneself too.
    await ada.request("user_roles_set", { user: "ada", roles: ["staff", "moderator"] });
    await ada.request("user_roles_set", { user: "mira", roles: ["moderator", "user"] });
  });

  test("without manage_users nobody changes roles, not even his own", async () => {
    const { mira } = await cast();
    for (const roles of [["user"], ["owner"], ["staff"]]) {
      expect(await refusal(mira.request("user_roles_set", { user: "mira", roles }))).toBe(
        "permission_required",
      );
    }
    expect(await refusal(mira.request("user_timeout", { user: "ada", timeout: 5 }))).toBe(
      "permission_required",
    );
  });

  test("who manages roles grants no permission that he lacks, by a new role or an old one", async () => {
    const { olga, ada } = await cast();
    const before = JSON.stringify((await olga.request("roles_list")).roles);
    const create = (fields: object) => refusal(ada.request("role_create", { name: "ladder", ...fields }));
    expect(await create({ permissions: ["administrator"], self_assignable: true })).toBe("cannot_grant");
    expect(await create({ permissions: ["manage_users", "manage_server"] })).toBe("cannot_grant");
    expect(await create({ permissions: ["manage_users"], self_assignable: true })).toBe(
      "role_not_self_assignable",
    );
    const update = (fields: object) => refusal(ada.request("role_update", { name: "moderator", ...fields }));
    expect(await update({ permissions: ["administrator"] })).toBe("cannot_grant");
    expect(await update({ permissions: ["manage_roles", "ban_members"] })).toBe("cannot_grant");
    expect(JSON.stringify((await olga.request("roles_list")).roles)).toBe(before);
    // Nor does she change a role, not even its colour, that may do what she may not.
    expect(await update({ permissions: ["manage_roles"] })).toBe("cannot_grant");
    expect(await update({ color: "#123456" })).toBe("cannot_grant");
    await olga.request("role_permissions_set", { name: "moderator", permissions: ["manage_users"] });
    await ada.request("role_update", { name: "moderator", permissions: ["manage_users", "manage_roles"] });
  });

  test("who manages roles changes no role that is not below, and makes none into owner or admin", async () => {
    const { olga, ada } = await cast();
    const { id } = await ada.request("role_create", { name: "rung", self_assignable: true });
    const before = JSON.stringify((await olga.request("roles_list")).roles);
    for (const name of ["owner", "Owner", "OWNER", "admin", "user", "staff"]) {
      expect(await refusal(ada.request("role_update", { id, name }))).toBe("role_exists");
    }
    for (const name of ["owner", "admin", "staff"]) {
      expect(await refusal(ada.request("role_update", { name, color: "#123456" }))).toBe("hierarchy");
      const { id: above = "" } = (await roleOf(olga, name)) ?? {};
      expect(await refusal(ada.request("role_update", { id: above, name: "mine" }))).toBe("hierarchy");
    }
    expect(await refusal(ada.request("role_delete", { name: "staff" }))).toBe("hierarchy");
    expect(await refusal(ada.request("role_delete", { name: "admin" }))).toBe("role_protected");
    // A position is not a field; it is ignored.
    await ada.request("role_update", { id, position: 0 } as never);
    expect(JSON.stringify((await olga.request("roles_list")).roles)).toBe(before);
  });

  test("an administrator who is no owner stays below admins and owners", async () => {
    const { olga } = await cast();
    const [chief] = await town.people("chief");
    await town.roles("chief", "admin", "user");
    expect(await refusal(chief.request("user_roles_set", { user: "chief", roles: ["owner", "admin"] }))).toBe(
      "role_required",
    );
    expect(await refusal(chief.request("user_roles_set", { user: "mira", roles: ["admin"] }))).toBe(
      "hierarchy",
    );
    expect(await refusal(chief.request("user_roles_set", { user: "olga", roles: ["user"] }))).toBe(
      "hierarchy",
    );
    expect(await refusal(chief.request("role_update", { name: "admin", color: "#000000" }))).toBe(
      "hierarchy",
    );
    expect(await refusal(chief.request("owner_claim", { code: "ABCD" }))).toBe("claim_invalid");
    expect(await rolesOf(olga, "chief")).toEqual(["admin", "user"]);
  });

  test("a role that stands above admins and owners makes nobody their master", async () => {
    const { olga, ada } = await cast();
    await lift("staff", 0);
    const [chief] = await town.people("chief");
    await olga.request("user_roles_set", { user: "chief", roles: ["admin", "user"] });
    const set = (user: string, ...roles: string[]) => refusal(ada.request("user_roles_set", { user, roles }));
    expect(await set("mira", "admin", "user")).toBe("hierarchy");
    expect(await set("chief", "user")).toBe("hierarchy");
    expect(await set("ada", "staff", "owner")).toBe("role_required");
    expect(await set("olga", "user")).toBe("hierarchy");
    for (const name of ["owner", "admin"]) {
      expect(await refusal(ada.request("role_update", { name, color: "#000000" }))).toBe("hierarchy");
    }
    expect(await rolesOf(chief, "chief")).toEqual(["admin", "user"]);
  });

  test("an owner always remains", async () => {
    const { olga } = await cast();
    expect(await refusal(olga.request("user_roles_set", { user: "olga", roles: ["user"] }))).toBe(
      "last_owner",
    );
    await town.roles("mira", "owner");
    const [a, b] = await Promise.allSettled([
      olga.request("user_roles_set", { user: "mira", roles: ["user"] }),
      olga.request("user_roles_set", { user: "olga", roles: ["user"] }),
    ]);
    expect([a.status, b.status]).toEqual(["fulfilled", "rejected"]);
    // A banned owner is none who could help.
    await town.roles("mira", "owner");
    put("mira", { bannedAt: 1 });
    expect(await refusal(olga.request("user_roles_set", { user: "olga", roles: ["user"] }))).toBe(
      "last_owner",
    );
    expect(await refusal(olga.request("user_leave"))).toBe("last_owner");
  });

  test("whoever was just put down can do nothing more, also with what he sent right behind", async () => {
    const { olga, ada } = await cast();
    const taken = olga.request("user_roles_set", { user: "ada", roles: ["user"] });
    await ada.next("user_roles_get");
    expect(await refusal(ada.request("role_create", { name: "late" }))).toBe("permission_required");
    await taken;
    expect(await roleOf(olga, "late")).toBeUndefined();
  });
});

describe("owner_claim", () => {
  test("makes an owner of who has the printed code, once, and everybody hears", async () => {
    town = await openTown({ config: { owners: [] } });
    const [mira, nora] = await town.people("mira", "nora");
    const { claimCode } = town.server;
    expect(claimCode).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    expect(await refusal(mira.request("owner_claim", { code: "ABCD-ABCD-ABCD" }))).toBe("claim_invalid");
    const code = ` ${claimCode?.replaceAll("-", "").toLowerCase()} `;
    const [first, second] = await Promise.allSettled([
      mira.request("owner_claim", { code }),
      nora.request("owner_claim", { code }),
    ]);
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect(await nora.news()).toEqual([
      { cmd: "user_roles_get", user: "mira", roles: ["owner", "user"], color: "#9400D3" },
    ]);
    await town.restart();
    expect(town.server.claimCode).toBeNull();
    expect(await refusal((await town.join("nora")).request("owner_claim", { code }))).toBe("claim_invalid");
  });

  test("can't be guessed: five tries a minute, also where rate limits are off", async () => {
    town = await openTown({ config: { owners: [] } });
    const [mira] = await town.people("mira");
    const codes = await Promise.all(
      Array.from({ length: 7 }, (_, index) =>
        refusal(mira.request("owner_claim", { code: `guess ${index}` })),
      ),
    );
    expect(codes).toEqual([...Array(5).fill("claim_invalid"), "too_many_requests", "too_many_requests"]);
    expect(await refusal(mira.request("owner_claim", { code: town.server.claimCode ?? "" }))).toBe(
      "too_many_requests",
    );
  });
});

describe("user_timeout", () => {
  test("silences all connections of a member, who is told why and for how long", async () => {
    let now = 1_800_000_000_000;
    const { olga, ada, mira } = await cast({ now: () => now });
    const second = await town.join("mira");
    await second.news();
    const { message } = await mira.request("message_new", { channel: "general", content: "before" });
    for (const member of [olga, mira, second]) await member.news();
    expect(await ada.request("user_timeout", { user: "Mira", timeout: 60 })).toMatchObject({
      user: "mira",
      timeout: 60,
    });
    const told = { cmd: "rate_limit", reason: "User timeout set", length: 60_000 };
    for (const member of [mira, second]) expect(await member.news()).toEqual([told] as never);
    expect(await olga.news()).toEqual([]);

    now += 17_500;
    const attempts = [
      () => mira.request("message_new", { channel: "general", content: "x" }),
      () => second.request("message_edit", { channel: "general", id: message.id, content: "x" }),
    ];
    for (const attempt of attempts) {
      const denied = await refusalOf(attempt());
      expect(denied.retryAfter).toBe(42_500);
    }
    const explained = {
      cmd: "error",
      val: "You are timed out for 43 seconds",
      code: "timed_out",
      retry_after: 42_500,
      channel: "general",
    };
    expect(await mira.news()).toEqual([{ ...explained, src: "message_new" }] as never);
    expect(await second.news()).toEqual([{ ...explained, src: "message_edit" }] as never);
    expect(await refusal(mira.request("typing", { channel: "general" }))).toBe("timed_out");
    expect(await olga.news()).toEqual([]);
    // The own words may still be taken back, and everything be read.
    await mira.request("messages_get", { channel: "general" });
    await mira.request("message_delete", { channel: "general", id: message.id });

    now += 42_500;
    await mira.request("message_new", { channel: "general", content: "after" });
  });

  test("is lifted by 0, replaced by a shorter one, and survives a restart", async () => {
    const { ada, mira } = await cast();
    const speak = (member: Member) => member.request("message_new", { channel: "general", content: "x" });
    await ada.request("user_timeout", { user: "mira", timeout: 2_419_200 });
    expect((await refusalOf(speak(mira))).retryAfter).toBeGreaterThan(2_419_000_000);
    await ada.request("user_timeout", { user: "mira", timeout: 60 });
    expect((await refusalOf(speak(mira))).retryAfter).toBeLessThanOrEqual(60_000);
    await town.restart();
    const back = await town.join("mira");
    expect((await refusalOf(speak(back))).retryAfter).toBeLessThanOrEqual(60_000);
    const olga = await town.join("olga");
    await olga.request("user_timeout", { user: "mira", timeout: 0 });
    await speak(back);
  });

  test("refuses odd lengths, unknown people and oneself", async () => {
    const { olga, ada } = await cast();
    for (const timeout of [-1, 1.5, "60", null, true, 2_419_201, undefined]) {
      const answer = await refusal(ada.request("user_timeout", { user: "mira", timeout: timeout as number }));
      expect([timeout, answer]).toEqual([timeout, "invalid_field"]);
    }
    expect(await refusal(ada.request("user_timeout", { user: "nobody", timeout: 5 }))).toBe("user_not_found");
    expect(await refusal(olga.request("user_timeout", { user: "olga", timeout: 5 }))).toBe(
      "cannot_act_on_self",
    );
  });

  test("works without rate limits, and does not use up the allowance of messages", async () => {
    let now = 1_800_000_000_000;
    const { olga, mira } = await cast({
      now: () => now,
      config: {
        rate_limiting: { enabled: true, messages_per_minute: 60, burst_limit: 3, cooldown_seconds: 30 },
      },
    });
    await olga.request("user_timeout", { user: "mira", timeout: 5 });
    for (let attempt = 0; attempt < 6; attempt++) {
      const denied = await refusalOf(mira.request("message_new", { channel: "general", content: "x" }));
      expect([denied.retryAfter, denied.message]).toEqual([5000, "You are timed out for 5 seconds"]);
    }
    now += 5000;
    for (let attempt = 0; attempt < 3; attempt++)
      await mira.request("message_new", { channel: "general", content: "x" });
    expect(
      (await refusalOf(mira.request("message_new", { channel: "general", content: "x" }))).retryAfter,
    ).toBe(30_000);
  });
});
