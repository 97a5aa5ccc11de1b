/** A backup as a folder: what is in it, and what it does while others write. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolderBackup } from "../src/backup/folder.ts";
import { folderPlace } from "../src/files/folder.ts";
import { contentOf, fullDataFolder } from "./support/archives.ts";
import { startFakeS3 } from "./support/fake-s3.ts";
import { fileFaults } from "./support/file-checker.ts";
import { run } from "./support/run.ts";
import { newFolder } from "./support/server.ts";
import { smallDisk } from "./support/small-disk.ts";
import { openTown } from "./support/town.ts";
import { pdf, upload } from "./support/uploads.ts";

let work: string;
beforeEach(() => {
  work = newFolder();
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

const within = (...names: string[]) => join(work, ...names);
const cli = (...args: string[]) => run("cli/main.ts", ["backup", ...args]);
const hashOf = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const fileIn = (folder: string, text: string) => folderPlace(join(folder, "files")).path(hashOf(text));
const listOf = (folder: string) => JSON.parse(readFileSync(join(folder, "backup.json"), "utf8"));

test("it holds everything, says so, and is a second time almost for nothing", async () => {
  const data = within("data");
  fullDataFolder(data);
  const made = await cli(within("one"), "--data", data, "--json");
  expect([made.code, made.stderr, JSON.parse(made.stdout)]).toEqual([
    0,
    "",
    {
      folder: within("one"),
      bytes: expect.any(Number),
      uploads: { count: 2, bytes: 10, missing: [] },
      members: expect.any(Number),
      messages: expect.any(Number),
      newest: expect.any(Number),
    },
  ]);
  const [kept, copied] = [contentOf(data), contentOf(within("one"))];
  const names = Object.keys(kept).filter((name) => !/server\.(db|lock)/.test(name));
  for (const name of names) expect([name, copied[name]]).toEqual([name, kept[name]]);
  expect(Object.keys(copied).toSorted()).toEqual([...names, "backup.json", "db/server.db"].toSorted());
  for (const { name, size, sha256 } of listOf(within("one")).files) {
    const bytes = readFileSync(within("one", name));
    expect([name, bytes.length, hashOf(bytes)]).toEqual([name, size, sha256]);
  }
  expect(fileFaults(within("one"))).toEqual([]);
  expect(statSync(fileIn(within("one"), "tea 1")).ino).toBe(statSync(fileIn(data, "tea 1")).ino);
  expect(statSync(within("one")).mode & 0o777).toBe(0o700);

  // What the data folder's files can't be linked with comes from the earlier backup.
  const other = smallDisk();
  if (!other) return;
  try {
    const first = join(other.folder, "first");
    for (const folder of [first, join(other.folder, "second")])
      expect((await cli(folder, "--data", data)).code).toBe(0);
    const inode = (name: string) => statSync(fileIn(join(other.folder, name), "tea 1")).ino;
    expect(inode("second")).toBe(inode("first"));
  } finally {
    other.remove();
  }
});

test("files that are missing or damaged are named, and the rest is taken", async () => {
  const data = within("data");
  fullDataFolder(data);
  rmSync(fileIn(data, "tea 1"));
  writeFileSync(fileIn(data, "tea 2"), "tea?");
  const { code, stdout } = await cli(within("one"), "--data", data);
  expect(code).toBe(0);
  const lost = [hashOf("tea 1"), hashOf("tea 2")].toSorted();
  for (const hash of lost) expect(stdout).toContain(`missing or damaged in the data folder: ${hash}`);
  expect(listOf(within("one")).uploads).toEqual({ count: 0, bytes: 0, missing: lost });
});

test("existing folders stay as they are, and what a killed backup left is removed", async () => {
  const data = within("data");
  fullDataFolder(data);
  cpSync(data, within("one.unfinished"), { recursive: true });
  expect((await cli(within("one"), "--data", data)).code).toBe(0);
  expect(readdirSync(work).toSorted()).toEqual(["data", "one"]);
  const again = await cli(within("one"), "--data", data);
  expect([again.code, again.stderr]).toEqual([1, `${within("one")} exists already; choose another name\n`]);
  const lost = await cli(within("no", "one"), "--data", data);
  expect([lost.code, lost.stderr]).toEqual([1, `The folder of ${within("no", "one")} does not exist\n`]);
});

const disk = smallDisk("1m");
disk?.remove();
test.skipIf(!disk)("without space the command says so and leaves nothing", async () => {
  const small = smallDisk("1m");
  if (!small) throw new Error("no disk");
  try {
    fullDataFolder(within("data"));
    small.leave?.(100_000);
    const { code, stderr } = await cli(join(small.folder, "one"), "--data", within("data"));
    expect([code, stderr]).toEqual([1, expect.stringContaining("the disk is full")]);
    expect(readdirSync(small.folder)).toEqual(["ballast"]);
  } finally {
    small.remove();
  }
});

test("of an object store, files are downloaded unless they are to be left out", async () => {
  const s3 = startFakeS3();
  const data = within("data");
  try {
    fullDataFolder(data);
    for (const text of ["tea 1", "tea 2"]) {
      s3.objects.set(`chat/files/${hashOf(text)}`, readFileSync(fileIn(data, text)));
    }
    rmSync(join(data, "files"), { recursive: true });
    writeFileSync(join(data, "config.json"), JSON.stringify({ files: { store: "s3", s3: s3.settings } }));
    expect((await cli(within("one"), "--data", data)).code).toBe(0);
    expect(readFileSync(fileIn(within("one"), "tea 2"), "utf8")).toBe("tea 2");
    const asked = s3.requests.length;
    // The second takes the first one's.
    await cli(within("two"), "--data", data);
    expect(s3.requests.slice(asked).filter((request) => request.startsWith("GET"))).toEqual([]);
    const without = await cli(within("three"), "--data", data, "--without-files");
    expect(without.stdout).toContain("no uploaded files");
    expect(existsSync(within("three", "files"))).toBe(false);
    expect(listOf(within("three")).uploads).toBe(null);
  } finally {
    await s3.stop();
  }
});

test("a file that is removed after the database was copied makes another copy", async () => {
  const s3 = startFakeS3();
  const data = within("data");
  try {
    fullDataFolder(data);
    writeFileSync(join(data, "config.json"), JSON.stringify({ files: { store: "s3", s3: s3.settings } }));
    for (const text of ["tea 1", "tea 2"]) s3.objects.set(`chat/files/${hashOf(text)}`, Buffer.from(text));
    const gone = `chat/files/${hashOf("tea 1")}`;
    s3.objects.delete(gone);
    let asked = 0;
    const get = s3.objects.get.bind(s3.objects);
    s3.objects.get = (key) => {
      // The second time, the backup asks for what its copy of the database names.
      if (key === gone && ++asked === 2) {
        const database = new Database(join(data, "db", "server.db"));
        for (const column of ["blob", "small", "large"]) {
          database.run(`UPDATE attachments SET ${column} = NULL WHERE ${column} = ?`, [hashOf("tea 1")]);
        }
        database.close();
      }
      return get(key);
    };
    const made = await makeFolderBackup({ dataFolder: data, folder: within("one"), withFiles: true, now: 0 });
    expect(asked).toBe(2);
    expect(made.uploads).toEqual({ count: 1, bytes: 5, missing: [] });
  } finally {
    await s3.stop();
  }
});

test("while members write, upload and delete, it holds all that was acknowledged before, and is whole", async () => {
  const town = await openTown();
  try {
    const [mira] = await town.people("mira");
    const { folder, url } = town.server;
    let ends = false;
    const channel = "general";
    const sent: string[] = [];
    const storm = (async () => {
      for (let count = 0; !ends; count++) {
        const attachment = await upload(mira, url, { bytes: pdf(`file ${count}`) });
        const { message } = await mira.request("message_new", {
          channel,
          content: `${count}`,
          attachments: [attachment],
        });
        if (count % 2 === 0) await mira.request("message_delete", { channel, id: message.id });
        else sent.push(message.id);
      }
    })();
    for (let round = 0; round < 5; round++) {
      const acknowledged = [...sent];
      const backup = join(work, `backup ${round}`);
      const made = await makeFolderBackup({
        dataFolder: folder,
        folder: backup,
        withFiles: true,
        now: Date.now(),
      });
      expect(made.uploads?.missing).toEqual([]);
      expect(fileFaults(backup)).toEqual([]);
      const copy = new Database(join(backup, "db", "server.db"), { readonly: true });
      const held = new Set(
        copy
          .query<{ id: string }, []>("SELECT id FROM messages")
          .all()
          .map(({ id }) => id),
      );
      copy.close();
      expect(acknowledged.filter((id) => !held.has(id))).toEqual([]);
    }
    ends = true;
    await storm;
  } finally {
    await town.close();
  }
}, 60_000);
