/** `bot new` makes a project that compiles, starts, and answers. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { repository, run as runProgram } from "./support/client-project.ts";
import { joined, ownerOf } from "./support/example.ts";
import { newFolder, startTestServer, type TestServer } from "./support/server.ts";

const cli = [process.execPath, join(repository, "src/cli/main.ts"), "bot", "new"];
let server: TestServer;
let place: string;
beforeAll(async () => {
  server = await startTestServer();
  place = newFolder();
});
afterAll(async () => {
  await server.dispose();
  rmSync(place, { recursive: true });
});
const bots: Bun.Subprocess[] = [];
afterEach(() => {
  for (const bot of bots.splice(0)) bot.kill();
});

const make = (...args: readonly string[]) => runProgram([...cli, ...args], place, { INIT_CWD: place });

test("with --data it compiles, logs in with its own account, and answers", async () => {
  const mira = await ownerOf(server);
  const made = JSON.parse(await make("tea_bot", "--data", server.folder, "--json"));
  const folder = join(place, "tea_bot");
  expect(made).toEqual({ folder, name: "tea_bot", account: true });
  expect(readdirSync(folder).sort()).toEqual(
    [
      ".env",
      ".gitignore",
      "README.md",
      "bot.ts",
      "originchats-client",
      "package.json",
      "tsconfig.json",
    ].sort(),
  );
  expect(statSync(join(folder, ".env")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, ".env"), "utf8")).toContain(`ORIGINCHATS_URL=${server.ws}\n`);

  // What `npm install` makes of it, without a network: the library is a link, and the types are those of the repository.
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
  symlinkSync("../originchats-client", join(folder, "node_modules/originchats-client"));
  symlinkSync(join(repository, "node_modules/@types/node"), join(folder, "node_modules/@types/node"));
  await runProgram([join(repository, "node_modules/.bin/tsc")], folder);

  const registered = mira.next("slash_add", ({ commands }) => commands.some(({ name }) => name === "hello"));
  const { ORIGINCHATS_URL: _url, ORIGINCHATS_TOKEN: _token, ...env } = process.env;
  bots.push(
    Bun.spawn([process.execPath, "bot.ts"], { cwd: folder, env, stdout: "ignore", stderr: "inherit" }),
  );
  await registered;
  const answer = () => mira.next("message_new", ({ message }) => message.user.endsWith("tea_bot"));
  let answered = answer();
  await mira.request("slash_call", { channel: "general", command: "hello", args: { to: "Olga" } });
  expect((await answered).message.content).toBe("Hello, Olga!");
  answered = answer();
  await mira.request("message_new", { channel: "general", content: "@tea_bot, are you there?" });
  expect((await answered).message.content).toContain("I'm here");
  mira.close();
}, 60_000);

test("without --data it makes no account, and says where the token goes", async () => {
  const before = await joined(server, "nora");
  expect(await make("other", "--dir", "somewhere")).toContain("Put the bot's token into .env");
  expect(readFileSync(join(place, "somewhere/.env"), "utf8")).toEndWith("ORIGINCHATS_TOKEN=\n");
  expect(readFileSync(join(place, "somewhere/README.md"), "utf8")).toContain("bot create other");
  const { users } = await before.request("users_list");
  expect(users.map(({ username }) => username)).not.toContain("USR:local_other");
  before.close();
});

test("folders that exist, bad names, and names that are taken are refused, and nothing stays", async () => {
  mkdirSync(join(place, "there"));
  const entries = readdirSync(place).sort();
  await expect(make("there")).rejects.toThrow("exists already. Name another one with --dir");
  await expect(make("Tea Bot")).rejects.toThrow("is no name of a bot");
  await expect(make("../up")).rejects.toThrow("is no name of a bot");
  await expect(make("new", "--dir", "no/where")).rejects.toThrow("There is no folder");
  const taken = make("nora", "--data", server.folder, "--json");
  await expect(taken).rejects.toThrow('"code"');
  expect(readdirSync(place).sort()).toEqual(entries);
  expect(existsSync(join(place, "nora"))).toBe(false);
});
