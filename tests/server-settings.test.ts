/** What members change of the server itself: its face and its configuration. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { entriesOf } from "./support/audit.ts";
import { drawPng } from "./support/media-files.ts";
import { png } from "./support/small-pictures.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

let town: Town;
let olga: Member;
let mira: Member;
beforeEach(async () => {
  town = await openTown({ config: { server: { name: "Kitchen", unknown_key: 5 } } });
  [olga, mira] = await town.people("olga", "mira");
});
afterEach(() => town.close());

const path = () => join(town.server.folder, "config.json");
const file = () => JSON.parse(readFileSync(path(), "utf8"));
const info = async () => {
  const answer = (await (await fetch(`${town.server.url}/info`)).json()) as { server: object };
  return answer.server;
};
const handshakeName = async () => {
  const again = await town.join("mira");
  again.close();
  return again.server.server["name"];
};
const plain = { cmd: "server_update", icon: "", banner: "", description: "", accent: "" };

describe("server_update", () => {
  test("everybody else is told, and the handshake, /info and config.json say the same at once", async () => {
    const changes = { name: " Tea  House ", description: "Warm.", accent: "#226633" };
    const told = { ...plain, name: "Tea House", description: "Warm.", accent: "#226633" };
    expect(await olga.request("server_update", changes)).toMatchObject(told);
    expect(await olga.news()).toMatchObject([told]);
    expect(await mira.news()).toMatchObject([told]);
    expect(await mira.request("server_info")).toMatchObject({ ...told, cmd: "server_info" });
    expect(await info()).toMatchObject({ name: "Tea House", description: "Warm.", accent: "#226633" });
    expect(await handshakeName()).toBe("Tea House");
    expect(file().server).toEqual({
      name: "Tea House",
      unknown_key: 5,
      description: "Warm.",
      accent: "#226633",
    });
    await town.restart();
    expect(await info()).toMatchObject({ name: "Tea House" });
  });

  test("null and an empty text clear; without a name the server has that of a new one", async () => {
    await olga.request("server_update", { name: "A", description: "B", accent: "#112233", icon: png });
    const cleared = { name: null, description: "", accent: null, icon: "" };
    expect(await olga.request("server_update", cleared)).toMatchObject({
      ...plain,
      name: "My OriginChats Server",
    });
    expect("name" in file().server).toBe(false);
  });

  test("a picture is stored beside the server's others, served, and replaced by the next one", async () => {
    const folder = join(town.server.folder, "db", "serverAssets");
    const { icon } = await olga.request("server_update", { icon: png });
    expect(icon).toStartWith(`${town.server.url}/server-assets/icon?v=`);
    const served = await fetch(icon);
    expect([served.status, served.headers.get("content-type")]).toEqual([200, "image/png"]);
    writeFileSync(join(folder, "icon-own.png"), "kept");
    const other = Buffer.from(drawPng(8, 8, () => [1, 2, 3])).toString("base64");
    await olga.request("server_update", { icon: `data:image/png;base64,${other}` });
    await olga.request("server_update", { icon: png });
    await olga.request("server_update", { banner: png });
    // The picture before last is gone; the last one may still be in the caches of clients.
    expect(
      readdirSync(folder)
        .map((name) => name.replace(/[0-9a-f]{16}/, "HASH"))
        .toSorted(),
    ).toEqual(["banner-HASH.png", "icon-HASH.png", "icon-HASH.png", "icon-own.png"]);
    expect(await olga.request("server_update", { icon: "icon-own.png" })).toMatchObject({
      icon: expect.stringContaining("/server-assets/icon?v="),
    });
  });

  test("what can't be is refused with its field, and changes nothing", async () => {
    const before = readFileSync(path(), "utf8");
    for (const [fields, field] of [
      [{}, "name"],
      [{ name: "x".repeat(101) }, "name"],
      [{ name: 5 }, "name"],
      [{ accent: "red" }, "accent"],
      [{ icon: "../server.db" }, "icon"],
      [{ icon: "missing.png" }, "icon"],
      [{ icon: "icon\0.png" }, "icon"],
      [{ icon: "i".repeat(5000) }, "icon"],
      [{ icon: "https://host.example/\n\u202e" }, "icon"],
      [{ icon: "ftp://host.example/a.png" }, "icon"],
      [{ icon: `https://host.example/${"a".repeat(500)}` }, "icon"],
      [{ icon: png, banner: "data:image/svg+xml;base64,PHN2Zy8+" }, "banner"],
      [{ description: "x".repeat(1001) }, "description"],
    ] as const) {
      const { code, message } = await refusalOf(olga.request("server_update", fields as never));
      expect([code, message]).toEqual(["invalid_field", expect.stringContaining(`'${field}'`)]);
    }
    expect(await refusal(mira.request("server_update", { name: "Mine" }))).toBe("permission_required");
    expect(readFileSync(path(), "utf8")).toBe(before);
    expect(readdirSync(join(town.server.folder, "db")).includes("serverAssets")).toBe(false);
    expect(await mira.news()).toEqual([]);
  });

  test("it is recorded with the values before; a change that changes nothing is neither recorded nor told", async () => {
    await olga.request("server_update", { name: "Tea House" });
    await mira.news();
    await olga.request("server_update", { name: "Tea House" });
    expect(await mira.news()).toEqual([]);
    expect(await entriesOf(olga, { action: "server_update" })).toMatchObject([
      { details: { "server.name": "Tea House", before: { "server.name": "Kitchen" } } },
    ]);
  });

  test("an edit of config.json tells everybody too", async () => {
    const { server, ...others } = file();
    writeFileSync(path(), JSON.stringify({ ...others, server: { ...server, name: "By hand" } }));
    const told = await mira.next("server_update");
    expect(told).toMatchObject({ ...plain, name: "By hand" });
  });

  test("two changes at once are both in the file", async () => {
    await Promise.all([
      olga.request("server_update", { name: "One" }),
      olga.request("server_update", { description: "Two" }),
      olga.request("config_update", { updates: { limits: { search_results: 7 } } }),
    ]);
    expect(file()).toMatchObject({
      server: { name: "One", description: "Two" },
      limits: { search_results: 7 },
    });
  });

  test("while config.json is broken nothing is changed, and the edit stays as it is", async () => {
    writeFileSync(path(), '{"server": {"name": "half');
    const { code, message } = await refusalOf(olga.request("server_update", { name: "Tea House" }));
    expect([code, message]).toEqual(["config_invalid", expect.stringContaining("has a problem already")]);
    expect(readFileSync(path(), "utf8")).toBe('{"server": {"name": "half');
    expect(await info()).toMatchObject({ name: "Kitchen" });
  });

  test("members aren't told of addresses and paths that stand in a broken config.json", async () => {
    const broken = { ...file(), files: { s3: { endpoint: "bucket.lan" }, folder: 5 }, rotur: { v2: "no" } };
    writeFileSync(path(), JSON.stringify(broken));
    const { code, message } = await refusalOf(olga.request("server_update", { name: "Tea House" }));
    expect(code).toBe("config_invalid");
    expect(message).not.toMatch(/bucket|folder|v2/);
  });
});

describe("config_get and config_update", () => {
  test("the keys that members may change are told with what they may be, and no others", async () => {
    const { config, keys } = await olga.request("config_get");
    expect(config).toMatchObject({
      server: { name: "Kitchen", icon: null },
      limits: { post_content: 2000 },
      modlog: { retention: { default: expect.any(Number) } },
    });
    expect(JSON.stringify(config)).not.toMatch(/websocket|secret|host|base_url|folder|owners/);
    expect(keys.find(({ key }) => key === "limits.post_content")).toEqual({
      key: "limits.post_content",
      type: "integer",
      nullable: false,
      minimum: 1,
      maximum: 1_000_000,
      default: 2000,
      description: "Characters of a message.",
      owner_only: false,
    });
    expect(keys.find(({ key }) => key === "privacy.public_messages")).toMatchObject({
      type: "choice",
      options: ["off", "default_role"],
      owner_only: true,
    });
    expect(await refusal(mira.request("config_get"))).toBe("permission_required");
  });

  test("a change holds at once, is recorded, and stays", async () => {
    const updates = { limits: { post_content: 5 }, server: { name: "Tea" } };
    const { updated, config } = await olga.request("config_update", { updates });
    expect(updated.toSorted()).toEqual(["limits.post_content", "server.name"]);
    expect(config).toMatchObject({ limits: { post_content: 5 } });
    expect(await mira.news()).toMatchObject([{ cmd: "server_update", name: "Tea" }]);
    const long = mira.request("message_new", { channel: "general", content: "too long" });
    expect(await refusal(long)).toBe("message_too_long");
    expect(await entriesOf(olga, { action: "config_update" })).toMatchObject([
      { details: { "limits.post_content": 5, before: { "limits.post_content": 2000 } } },
    ]);
    await town.restart();
    const back = await town.join("olga");
    expect((await back.request("config_get")).config).toMatchObject({ limits: { post_content: 5 } });
  });

  test("null removes a key, so that its default or what it inherits holds", async () => {
    const { keys } = await olga.request("config_get");
    expect(keys.find(({ key }) => key === "modlog.retention.role_management")).toMatchObject({
      nullable: false,
      default: null,
      inherits: "modlog.retention.default",
    });
    const retention = { default: 20, role_management: 30 };
    await olga.request("config_update", { updates: { modlog: { retention }, limits: { post_content: 9 } } });
    const { config } = await olga.request("config_update", {
      updates: { modlog: { retention: { role_management: null } }, limits: { post_content: null } },
    });
    expect(config).toMatchObject({
      modlog: { retention: { default: 20, role_management: 20 } },
      limits: { post_content: 2000 },
    });
    expect("role_management" in file().modlog.retention).toBe(false);
  });

  test("all keys or none: one bad value, and nothing changes", async () => {
    const before = readFileSync(path(), "utf8");
    const updates = { limits: { post_content: 7, search_results: 0 } };
    const { code, message } = await refusalOf(olga.request("config_update", { updates }));
    expect(code).toBe("config_invalid");
    expect(message).toContain("limits.search_results must be a whole number from 1 to 1000");
    expect(readFileSync(path(), "utf8")).toBe(before);
  });

  test("lists stay short: each connection is told of the types", async () => {
    const types = (length: number) => Array.from({ length }, (_, number) => `image/${number}`);
    const change = (allowed_types: string[]) =>
      olga.request("config_update", { updates: { attachments: { allowed_types } } });
    const { code, message } = await refusalOf(change(types(101)));
    expect([code, message]).toEqual([
      "config_invalid",
      expect.stringContaining("attachments.allowed_types has 101 items; 100 are the most."),
    ]);
    expect((await change(types(100))).updated).toEqual(["attachments.allowed_types"]);
  });

  test("keys that members can't change are refused, whatever they are called", async () => {
    for (const updates of [
      { websocket: { port: 1 } },
      { owners: ["mira"] },
      { limits: { connections: 1 } },
      { limits: 5 },
      { server: { name: 5 } },
      { server: { url: "https://evil.example" } },
      JSON.parse('{"__proto__": {"polluted": true}}'),
      { constructor: { prototype: { polluted: true } } },
      {},
    ]) {
      expect(await refusal(olga.request("config_update", { updates }))).toBe("invalid_field");
    }
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });

  test("some keys are for owners", async () => {
    await olga.request("role_create", { name: "keeper", permissions: ["manage_server"] });
    await town.roles("mira", "keeper", "user");
    const asMira = (updates: object) => mira.request("config_update", { updates: { ...updates } });
    expect(await refusal(asMira({ cracked: { allow_registration: false } }))).toBe("role_required");
    expect(await asMira({ limits: { post_content: 9 } })).toMatchObject({ updated: ["limits.post_content"] });
  });

  test("a file that can't be written is told of, and nothing changes", async () => {
    mkdirSync(`${path()}.${process.pid}.tmp`);
    const changed = olga.request("config_update", { updates: { limits: { post_content: 9 } } });
    const { code, message } = await refusalOf(changed);
    expect(code).toBe("config_unwritable");
    expect(message).not.toContain(town.server.folder);
    expect((await olga.request("config_get")).config).toMatchObject({ limits: { post_content: 2000 } });
  });
});

describe("server_stats", () => {
  test("counts what is there", async () => {
    for (const content of ["one", "two", "three"])
      await mira.request("message_new", { channel: "general", content });
    const { val } = await mira
      .request("messages_get", { channel: "general", limit: 1 })
      .then((page) => ({ val: page.messages }));
    await mira.request("message_delete", { channel: "general", id: val[0]?.id ?? "" });
    const { stats } = await olga.request("server_stats");
    expect(stats).toMatchObject({
      total_users: 2,
      online_users: 2,
      connected_users: 2,
      total_messages: 2,
      messages_last_24h: 2,
      attachments: { count: 0, bytes: 0 },
    });
    expect(stats.memory).toBeGreaterThan(1_000_000);
    expect(await refusal(mira.request("server_stats"))).toBe("permission_required");
  });
});
