/** `bot new NAME`: a folder with a small bot in TypeScript, which has the client library in it. */
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { openConfig } from "../config/source.ts";
import { createLog } from "../log/log.ts";
import type { WireBot } from "../protocol/objects.ts";
import { askRunningServer, askServer, requireDataFolder } from "./ask-server.ts";
import { writeProject } from "./bot-project.ts";
import { clientLibrary } from "./client-library.ts";
import { CommandError } from "./command-error.ts";
import type { Done, Given, TableCommand } from "./command-table.ts";
import { say } from "./plain.ts";

const usualUrl = "ws://127.0.0.1:5613";

export const botNew: TableCommand = {
  verb: "new",
  summary:
    "Makes a folder with a small bot in TypeScript. With --data it also makes the bot's account there, and puts its token into the folder.",
  args: [{ name: "NAME", summary: "2-32 of a-z 0-9 _ -" }],
  options: {
    dir: { type: "text", value: "DIR", summary: "the folder to make (default NAME, in the current folder)" },
  },
  run: (given) => newBot(given),
};

async function newBot(given: Given): Promise<Done> {
  const name = given.argument("NAME");
  if (!/^[a-z0-9_-]{2,32}$/.test(name)) {
    throw new CommandError(`${name} is no name of a bot: it needs 2-32 of a-z 0-9 _ -`, "usage");
  }
  // npm runs commands in the folder of the server, and says where they were typed.
  const folder = resolve(process.env["INIT_CWD"] ?? ".", given.text("dir") ?? name);
  const free = () => {
    if (existsSync(folder))
      throw new CommandError(`${folder} exists already. Name another one with --dir`, "refused");
  };
  free();
  if (!existsSync(dirname(folder)))
    throw new CommandError(`There is no folder ${dirname(folder)}`, "refused");
  const library = clientLibrary();
  // Beside its place, so that half a project is never there.
  const draft = mkdtempSync(`${folder}.draft-`);
  try {
    const data = given.text("data");
    const write = (url: string, token: string) => writeProject({ folder: draft, name, library, url, token });
    // Before the account is made: nothing should fail behind it.
    write(usualUrl, "");
    if (data !== undefined) {
      const url = await urlOf(data);
      const made = await askServer<{ bot: WireBot; token: string }>(data, { command: "bot_create", name });
      write(url, made.token);
    }
    free();
    renameSync(draft, folder);
    const account =
      data === undefined
        ? "Put the bot's token into .env"
        : `The account ${name} is made, and its token is in .env`;
    const said = say`Made ${folder}. ${account}. ${basename(folder)}/README.md says how to start it`;
    return { answer: { folder, name, account: data !== undefined }, said };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The address of the server on a data folder; while it is stopped, the one of its configuration. */
async function urlOf(data: string): Promise<string> {
  requireDataFolder(data);
  const running = await askRunningServer<{ url: string }>(data, { command: "status" });
  if (running) return running.url.replace(/^http/, "ws");
  const { port } = openConfig(data, createLog({ level: "warn" })).current.websocket;
  return port === 0 ? usualUrl : `ws://127.0.0.1:${port}`;
}
