/** The command line imports a folder of the reference server, as docs/moving-in.md says. */
import { afterEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeReference } from "./support/reference/folder.ts";
import { makeModel } from "./support/reference/model.ts";
import { run } from "./support/run.ts";
import { newFolder } from "./support/server.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function place() {
  const folder = newFolder();
  folders.push(folder);
  return { old: join(folder, "old"), data: join(folder, "new"), names: join(folder, "names.json") };
}

const cli = (...args: string[]) => run("cli/main.ts", ["import", ...args]);

test("a dry run stores nothing and reports, the import stores, and a second one adds nothing", async () => {
  const { old, data } = place();
  const model = makeModel("E", 21);
  writeReference(model, old);
  const tried = await cli(old, "--data", data, "--dry-run");
  expect([tried.code, tried.stderr]).toEqual([0, ""]);
  expect(tried.stdout).toContain("messages               120       120");
  expect(tried.stdout).toContain("tokens of webhooks");
  expect(existsSync(join(data, "db", "server.db"))).toBe(false);

  const imported = await cli(old, "--data", data, "--json");
  const report = JSON.parse(imported.stdout);
  expect(report).toMatchObject({
    already: false,
    reference: { counts: { messages: { read: 120, imported: 120 } } },
  });
  expect(report.problems).toEqual([]);
  for (const { token } of model.webhooks) expect(imported.stdout).not.toContain(token);
  expect(JSON.parse(readFileSync(join(data, "config.json"), "utf8"))).toMatchObject({
    server: { name: "Lobby Club" },
  });

  const again = await cli(old, "--data", data, "--json");
  expect(JSON.parse(again.stdout)).toMatchObject({ already: true });
});

test("a folder that is neither an archive nor an old server is refused with what it lacks", async () => {
  const { old, data } = place();
  mkdirSync(old);
  const { code, stderr } = await cli(old, "--data", data);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining("no db/users.json or db/channels of a reference server"),
  ]);
});

test("an option for another kind of folder is refused, and nothing is stored", async () => {
  const { old, data } = place();
  writeReference(makeModel("E", 21), old);
  const { code, stderr } = await cli(old, "--data", data, "--visible");
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining(`--visible is for Discord exports, and ${old} is none; leave it out`),
  ]);
  expect(existsSync(data)).toBe(false);
});

test("the old server's folder is never the place of the new one", async () => {
  const { old } = place();
  writeReference(makeModel("E", 23, 3), old);
  const { code, stderr } = await cli(old, "--data", join(old, "new"));
  expect([code, stderr]).toEqual([1, expect.stringContaining("choose a new folder")]);
  const link = join(old, "..", "link");
  symlinkSync(old, link);
  for (const target of [link, join(link, "new")]) {
    expect((await cli(old, "--data", target)).stderr).toContain("choose a new folder");
  }
  expect(existsSync(join(old, "new"))).toBe(false);
});

test("names of a foreign folder send no commands to the terminal", async () => {
  const { old, data } = place();
  writeReference(makeModel("E", 23, 3), old);
  writeFileSync(join(old, "db/evil\u001b[2J\u202e.json"), "{}");
  const { stdout } = await cli(old, "--data", data, "--dry-run");
  expect(stdout).toContain("db/evil[2J.json");
  for (const command of ["\u001b", "\u202e"]) expect(stdout).not.toContain(command);
});

test("names of the oldest servers become members as the operator says", async () => {
  const { old, data, names } = place();
  writeReference(makeModel("A", 22), old);
  writeFileSync(names, '{"Zed": "USR:71fa"}');
  const { stdout } = await cli(old, "--data", data, "--json", "--names", names);
  const { reference } = JSON.parse(stdout);
  expect(reference).toMatchObject({ owners: ["zed"] });
  expect(reference.unclaimed.map(({ name }: { name: string }) => name)).toEqual(["mist", "ana", "noise"]);
  writeFileSync(names, '{"Zed": 7}');
  const refused = await cli(old, "--data", data, "--names", names);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("must hold a JSON object")]);
});
