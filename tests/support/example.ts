/** An example of examples/, started as its file says, against a real server. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Client, connect } from "../../client/index.ts";
import type { TestServer } from "./server.ts";

const root = join(import.meta.dir, "../..");

/** How the file says that it is started, as words. */
export function documentedCommand(file: string): string[] {
  const [, command = ""] = /Then: (.+)/.exec(readFileSync(join(root, "examples", file), "utf8")) ?? [];
  if (!command.startsWith("npm run bot -- ")) throw new Error(`${file} doesn't say how it is started`);
  return command.split(" ");
}

/** Starts an example with these words instead of those behind its name. @returns when it has said its first line */
export async function startExample(file: string, args: readonly string[]): Promise<Bun.Subprocess> {
  const words = documentedCommand(file);
  const at = words.indexOf(`examples/${basename(file)}`);
  const bot = Bun.spawn([...words.slice(0, at + 1), ...args], {
    cwd: root,
    stdout: "pipe",
    stderr: "inherit",
  });
  const output = bot.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  // npm says first which command it runs.
  while (!/^(?!>).+ (listens|guards|are one)/m.test(said)) {
    const { value, done } = await output.read();
    if (done) throw new Error(`${file} ended: ${said}`);
    said += value;
  }
  return bot;
}

/** The owner of a server. */
export async function ownerOf(server: TestServer): Promise<Client> {
  const owner = await joined(server, "mira");
  await owner.request("owner_claim", { code: server.claimCode ?? "" });
  return owner;
}

export function joined(server: TestServer, username: string): Promise<Client> {
  return connect(server.ws, { login: { register: { username, password: "tea and cake" } } });
}

/** The next message in which all of these texts occur. */
export function saying(client: Client, ...texts: readonly string[]) {
  return client.next("message_new", ({ message }) => texts.every((text) => message.content.includes(text)));
}
