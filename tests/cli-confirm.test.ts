/** What can't be undone is asked about first, and the question says by id and name who or what it would be. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { run } from "./support/run.ts";
import { newFolder, writeConfig } from "./support/server.ts";

const folder = newFolder();
const does = (words: readonly string[], typed = "") =>
  run("cli/main.ts", [...words, "--data", folder], typed);

beforeAll(async () => {
  writeConfig(folder);
  for (const name of ["olga", "mira", "eve"]) {
    await does(["user", "create", name, "--password-stdin"], "a password to type");
  }
  await does(["bot", "create", "dice"]);
  await does(["user", "delete", "eve", "--yes"]);
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  [["user", "delete", "mira"], "Delete the account USR:local_mira (USR:local_mira)? Password, roles"],
  [["bot", "delete", "dice"], "Delete the bot USR:local_dice (USR:local_dice)?"],
  [["user", "erase", "mira"], "Erase all that is known of USR:local_mira (USR:local_mira), for ever?"],
  [["user", "erase", "eve"], "Erase all that is known of USR:local_eve (USR:local_eve, who left), for ever?"],
])("%p asks, and no changes nothing", async (words, question) => {
  const { code, stdout, stderr } = await does(words, "n\n");
  expect([code, stdout, stderr]).toEqual([1, expect.stringContaining(question), "Nothing was changed\n"]);
  const { users } = JSON.parse((await does(["user", "list", "--json"])).stdout);
  expect(users.map(({ id }: { id: string }) => id)).toEqual([
    "USR:local_olga",
    "USR:local_mira",
    "USR:local_dice",
  ]);
});

test("a name of nobody is refused before anything is asked", async () => {
  for (const words of [
    ["user", "delete", "nobody"],
    ["user", "erase", "nobody"],
    ["bot", "delete", "nobody"],
  ]) {
    const { code, stdout, stderr } = await does(words);
    expect([code, stdout, stderr]).toEqual([
      1,
      "",
      expect.stringContaining("Nobody here is called 'nobody'"),
    ]);
  }
});

test("yes erases the one that the question named", async () => {
  expect(await does(["user", "erase", "eve"], "y\n")).toMatchObject({ code: 0 });
  expect((await does(["user", "erase", "eve"], "y\n")).stderr).toContain("Nobody here is called 'eve'");
});
