/** A database that is put back, beside data files of another time. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder, writeConfig } from "./support/server.ts";
import { openTown, type Town } from "./support/town.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test looks into files of any shape
type Loose = any;

let folder: string;
beforeEach(() => {
  folder = newFolder();
  writeConfig(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const db = (name: string) => join(folder, "db", name);
const yesterday = () => join(folder, "yesterday.db");
const views = ["channels.json", "roles.json", "users.json"] as const;
const json = (name: (typeof views)[number]): Loose => JSON.parse(readFileSync(db(name), "utf8"));
const keptFolders = () => readdirSync(join(folder, "db")).filter((name) => name.startsWith("replaced-"));

describe("a restored database holds against the data files", () => {
  const log: Loose[] = [];
  const told = () => log.filter(({ message }) => message.startsWith("The data files were not written from"));

  /** Runs a server on the folder, with people of its own, until `work` is done. */
  async function day<Result>(work: (town: Town) => Promise<Result> | Result): Promise<Result> {
    log.length = 0;
    const town = await openTown({ folder, log: (line) => void log.push(JSON.parse(line)) });
    try {
      return await work(town);
    } finally {
      await town.server.stop();
      await town.rotur.stop();
    }
  }

  const names = ({ server: { state } }: Town) => ({
    channels: state.channels.map(({ name }) => name),
    roles: [...state.roles.byName.keys()],
    banned: [...state.users.values()].filter(({ bannedAt }) => bannedAt !== null).map(({ id }) => id),
  });

  test("what was deleted since the backup is back, and stays", async () => {
    const before = await day(async (town) => {
      const [olga, mira] = await town.people("olga", "mira");
      await olga.request("channel_create", { name: "tea", type: "text" });
      for (let count = 0; count < 3; count++) {
        await olga.request("message_new", { channel: "tea", content: `tea ${count}` });
      }
      await olga.request("role_create", { name: "fox" });
      await olga.request("user_ban", { user: mira.user.id });
      return names(town);
    });
    copyFileSync(db("server.db"), yesterday());
    await day(async (town) => {
      const [olga] = await town.people("olga");
      await olga.request("channel_delete", { name: "tea" });
      await olga.request("role_delete", { name: "fox" });
      await olga.request("user_unban", { user: before.banned[0] ?? "" });
    });
    const today = Object.fromEntries(views.map((name) => [name, json(name)]));
    copyFileSync(yesterday(), db("server.db"));
    await day(async (town) => {
      expect(names(town)).toEqual(before);
      const [olga] = await town.people("olga");
      const { messages } = await olga.request("messages_get", { channel: "tea" });
      expect(messages.map(({ content }) => content)).toEqual(["tea 0", "tea 1", "tea 2"]);
    });
    expect(told()).toHaveLength(1);
    const [kept = ""] = keptFolders();
    expect(told()[0]).toMatchObject({
      level: "warn",
      kept: db(kept),
      files: expect.arrayContaining(["roles.json"]),
    });
    for (const name of views) {
      expect(JSON.parse(readFileSync(join(db(kept), name), "utf8"))).toEqual(today[name]);
    }
    expect(json("channels.json").map(({ name }: Loose) => name)).toContain("tea");
    // And that was that.
    await day((town) => expect(names(town)).toEqual(before));
    expect(told()).toEqual([]);
  });

  test("what came since the backup is gone, also where the files were edited by hand meanwhile", async () => {
    const before = await day(async (town) => {
      await town.people("olga", "mira");
      return names(town);
    });
    copyFileSync(db("server.db"), yesterday());
    await day(async (town) => {
      const [olga, mira] = await town.people("olga", "mira");
      await olga.request("channel_create", { name: "new", type: "text" });
      await olga.request("user_ban", { user: mira.user.id });
    });
    copyFileSync(yesterday(), db("server.db"));
    writeFileSync(
      db("channels.json"),
      JSON.stringify([...json("channels.json"), { name: "hand", type: "text" }]),
    );
    await day((town) => expect(names(town)).toEqual(before));
    expect(told()).toHaveLength(1);
    expect(readFileSync(join(db(keptFolders()[0] ?? ""), "channels.json"), "utf8")).toContain('"hand"');
  });

  test("another server's database doesn't take the files for edits, nor files without views.state", async () => {
    const before = await day(names);
    copyFileSync(db("server.db"), yesterday());
    rmSync(join(folder, "db"), { recursive: true });
    await day(async (town) => {
      const [olga] = await town.people("olga");
      await olga.request("channel_create", { name: "other", type: "text" });
    });
    copyFileSync(yesterday(), db("server.db"));
    await day((town) => expect(names(town)).toEqual(before));
    expect(told()).toHaveLength(1);

    const channels = json("channels.json");
    rmSync(db("views.state"));
    writeFileSync(db("channels.json"), "[]");
    await day((town) => expect(names(town)).toEqual(before));
    expect(told()).toHaveLength(1);
    expect(json("channels.json")).toEqual(channels);
  });

  test("a server that was killed while it wrote the files takes them for its own", async () => {
    await day(async (town) => void (await town.people("olga")));
    // As it is between the files and the commit: the file shows what the database has, and the next state is announced.
    const state = JSON.parse(readFileSync(db("views.state"), "utf8"));
    const text = readFileSync(db("channels.json"), "utf8").replace("The first channel", "Written just now");
    const hash = new Bun.CryptoHasher("sha256").update(text).digest("hex");
    writeFileSync(db("channels.json"), text);
    const next = { state: "next", from: state.state, hashes: { ...state.hashes, channels: hash } };
    writeFileSync(db("views.state"), JSON.stringify(next));
    await day((town) => expect(town.server.state.channels[0]?.description).toBe("The first channel"));
    expect(json("channels.json")[0].description).toBe("The first channel");
    expect(log.filter(({ level }) => level === "warn")).toEqual([]);
    expect(keptFolders()).toEqual([]);
  });

  test("an edit of the time when the server was stopped is taken over as ever", async () => {
    await day(() => {});
    writeFileSync(
      db("channels.json"),
      readFileSync(db("channels.json"), "utf8").replace("The first", "An edited"),
    );
    await day((town) => expect(town.server.state.channels[0]?.description).toBe("An edited channel"));
    expect(keptFolders()).toEqual([]);
  });
});
