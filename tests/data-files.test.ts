/** Data files that follow the server, broken edits, and edits while the server changes or is stopped. */
import { afterEach, describe, expect, test } from "bun:test";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endAll, endings } from "./support/endings.ts";
import { type FileName, open, refusedLine, takenLine } from "./support/hand-edits.ts";
import { newFolder, spawnServer, startTestServer, writeConfig } from "./support/server.ts";
import { until } from "./support/until.ts";

afterEach(endAll);

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
      name: "a user who never logged in",
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
    const received = olga.next("roles_list");
    writeFileSync(place.path("roles"), broken.replace('"yellow"', '"#fff000"'));
    expect(await received).toMatchObject({
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
    const received = olga.next("channel_update");
    writeFileSync(place.path("roles"), "{");
    place.edit("channels", (file) => {
      file[0].description = "Hello";
    });
    expect(await received).toMatchObject({ channel: { description: "Hello" } });
    expect(await place.logged(refusedLine)).toMatchObject({ file: place.path("roles"), line: 1 });
  });
});

describe("edits and the server at the same time", () => {
  test("only what the editor changed is taken over", async () => {
    const place = await open();
    const [olga, mira] = await place.people("olga", "mira");
    const opened = await place.file("users", (file) => file[mira.user.id]);
    const received = mira.next("nickname_update");
    // At once behind the command, so the file doesn't show its change yet.
    await olga.request("user_roles_set", { user: "mira", roles: ["moderator", "user"] });
    opened[mira.user.id].nickname = "Mimi";
    writeFileSync(place.path("users"), JSON.stringify(opened));
    await received;
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
      const received = olga.next("roles_list");
      const fresh = `${place.path("roles")}~`;
      writeFileSync(fresh, place.text("roles").replace(/"color": "#[^"]*"/, `"color": "${color}"`));
      renameSync(fresh, place.path("roles"));
      expect(await received).toMatchObject({ roles: { owner: { color } } });
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
    const received = mira.next("user_roles_get");
    place.edit("users", (file) => file[mira.user.id].roles.push("fox") && undefined);
    await place.logged(refusedLine);
    place.edit("roles", (file) => {
      file.fox = {};
    });
    expect(await received).toMatchObject({ user: "mira", roles: ["user", "fox"] });
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
