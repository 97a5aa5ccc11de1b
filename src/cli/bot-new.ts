/** `bot new NAME`: a folder with a small bot in TypeScript, which has the client library in it. */
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { RunningStatus } from "../operator/server.ts";
import type { WireBot } from "../protocol/objects.ts";
import { errorText } from "../text/error-text.ts";
import { askRunningServer, askServer, requireDataFolder } from "./ask-server.ts";
import { writeProject } from "./bot-project.ts";
import { clientLibrary } from "./client-library.ts";
import { CommandError, codeOf } from "./command-error.ts";
import type { Done, Given, TableCommand } from "./command-table.ts";
import { programAddress } from "./own-address.ts";
import { say } from "./plain.ts";

const usualUrl = "ws://127.0.0.1:5613";

export const botNew: TableCommand = {
  verb: "new",
  summary:
    "Makes a folder with a small bot in TypeScript. With --data it also makes the bot's account there, and puts its token into the folder.",
  args: [{ name: "NAME", summary: "2-32 of a-z 0-9 _ -" }],
  options: {
    data: {
      type: "text",
      value: "DIR",
      summary: "the data folder of a server, on which the bot's account is made; without this none is made",
    },
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
    const url = data === undefined ? usualUrl : await urlOf(data);
    const token =
      data === undefined
        ? null
        : (await askServer<{ bot: WireBot; token: string }>(data, { command: "bot_create", name })).token;
    try {
      if (token !== null) write(url, token);
      free();
      renameSync(draft, folder);
    } catch (error) {
      if (token === null) throw error;
      // The draft goes, and with it the only copy of the token.
      throw new CommandError(
        `The account ${name} is made, but not its folder: ${errorText(error)}. Its token, shown only now: ${token}`,
        codeOf(error),
      );
    }
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
  const running = await askRunningServer<RunningStatus>(data, { command: "status" });
  const listening = running?.url.startsWith("https") ? (running.public_url ?? running.url) : running?.url;
  const url = listening ?? programAddress(data);
  // A stopped server that takes any port has none yet.
  return url.endsWith(":0") ? usualUrl : wsAddress(url);
}

/** As `server.url` may be written too: with ws, or as a bare host. */
function wsAddress(url: string): string {
  const { protocol, host, pathname } = new URL(url.includes("://") ? url : `https://${url}`);
  const path = pathname.replace(/\/+$/, "");
  return `${protocol === "https:" || protocol === "wss:" ? "wss" : "ws"}://${host}${path}`;
}
