/** What tests/cli-bot-new.test.ts can't bring about with a real server: addresses, and failures behind the account. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveControl } from "../operator/control.ts";
import { botNew } from "./bot-new.ts";
import { commandHelp } from "./command-help.ts";
import { parseCommand } from "./parse-command.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bot-new-"));
  mkdirSync(join(folder, "data/db"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const data = () => join(folder, "data");
const make = () => {
  const words = ["dice", "--dir", join(folder, "dice"), "--data", data()];
  return botNew.run(parseCommand("bot", botNew, words), data());
};
const urlOfProject = () => /ORIGINCHATS_URL=(.*)/.exec(readFileSync(join(folder, "dice/.env"), "utf8"))?.[1];

/** A server that answers as told. */
function serve(answers: Readonly<Record<string, () => object>>) {
  return serveControl(
    join(data(), "db"),
    async (request) => answers[(request as { command: string }).command]?.() ?? {},
    { error() {} },
  );
}
const made = () => ({ bot: { id: "b" }, token: "the-only-copy" });

test("a token outlives a folder that can't be made", async () => {
  const control = serve({
    status: () => ({ url: "http://127.0.0.1:5613", public_url: null }),
    bot_create() {
      // Somebody makes the folder just now.
      mkdirSync(join(folder, "dice"));
      return made();
    },
  });
  await expect(make()).rejects.toThrow(
    "exists already. Name another one with --dir. Its token, shown only now: the-only-copy",
  );
  await control.stop();
  expect(readdirSync(folder).sort()).toEqual(["data", "dice"]);
  expect(existsSync(join(folder, "dice/.env"))).toBe(false);
});

test.each([
  [{ url: "http://127.0.0.1:5613", public_url: "https://chat.example" }, "ws://127.0.0.1:5613"],
  [{ url: "https://127.0.0.1:5613", public_url: "https://chat.example/a/" }, "wss://chat.example/a"],
  [{ url: "https://127.0.0.1:5613", public_url: null }, "wss://127.0.0.1:5613"],
])("the address of a running server: %p", async (status, url) => {
  const control = serve({ status: () => status, bot_create: made });
  await make();
  await control.stop();
  expect(urlOfProject()).toBe(url);
});

const tls = { cert: "cert.pem", key: "key.pem" };
test.each([
  [{}, "ws://127.0.0.1:5613"],
  [{ websocket: { port: 0 } }, "ws://127.0.0.1:5613"],
  [{ websocket: { host: "10.0.0.7", port: 80 } }, "ws://10.0.0.7"],
  [{ websocket: { host: "::1", port: 8080 } }, "ws://[::1]:8080"],
  [{ websocket: { host: "0.0.0.0", port: 8443, tls } }, "wss://127.0.0.1:8443"],
  [{ websocket: { port: 8443, tls }, server: { url: "wss://chat.example" } }, "wss://chat.example"],
  [{ websocket: { port: 8443, tls }, server: { url: "chat.example:99" } }, "wss://chat.example:99"],
])("the address of a stopped server: %p", async (config, url) => {
  writeFileSync(join(data(), "config.json"), JSON.stringify(config));
  const { answer } = await make();
  expect(answer).toMatchObject({ account: true });
  expect(urlOfProject()).toBe(url);
});

test("its help says that without --data no account is made", () => {
  const help = commandHelp({ name: "bot", summary: "", commands: [botNew] }, botNew).replace(/\s+/g, " ");
  expect(help).toContain("without this none is made");
  expect(help).not.toContain("folder of config.json");
});
