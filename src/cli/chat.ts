/** `chat`: a small client for the terminal, to see a server at work and to look after one from a shell. */

import { parseArgs } from "node:util";
import { type Client, CommandError, ConnectionError, follow } from "../../client/index.ts";
import { cliCommand, startCommand } from "../programs/programs.ts";
import { errorText } from "../text/error-text.ts";
import { isCommand, runCommand } from "./chat-commands.ts";
import { enter } from "./chat-entry.ts";
import { createScreen, isAnswer } from "./chat-screen.ts";
import { openTerminal } from "./chat-terminal.ts";
import { plain } from "./plain.ts";

const usage = "chat [--url ws://127.0.0.1:5613] [--user NAME] [--channel general] [--invite CODE]";

/** Where a chat takes place: a terminal, a pipe, a test. */
export interface ChatIo {
  /**
   * The answer to a question, or null at the end of the input.
   * @param options `hidden`: typed text isn't shown. `fleeting`: it is removed after Enter
   */
  ask(
    question: string,
    options?: { readonly hidden?: boolean; readonly fleeting?: boolean },
  ): Promise<string | null>;
  print(line: string): void;
  /** Shows a note beside the prompt in place of the last one; "" removes it. */
  note?(text: string): void;
  /** Calls the handler while somebody is writing a line. */
  onTyping?(handler: () => void): void;
}

export const chat = {
  usage,
  summary: "Chats in the terminal; makes an account when there is none of that name.",
  async run(args: string[]): Promise<number> {
    const terminal = openTerminal();
    try {
      return await runChat(args, terminal);
    } finally {
      terminal.close();
    }
  },
};

const usageLines = [
  `Usage: ${cliCommand} ${usage}`,
  "  --url        address of the server; without ws:// or wss:// it is ws://",
  "  --user       your name on the server; without it you are asked",
  "  --channel    where to begin",
  "  --invite     code of an invite, where a new account needs one",
];

/** @returns the exit code: 0 after `/quit` or the end of the input, 1 when there is no chat, 2 for wrong arguments */
export async function runChat(args: readonly string[], io: ChatIo): Promise<number> {
  let given: { url?: string; user?: string; channel?: string; invite?: string; help?: boolean };
  try {
    const text = { type: "string" } as const;
    const options = {
      url: text,
      user: text,
      channel: text,
      invite: text,
      help: { type: "boolean" },
    } as const;
    given = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    io.print(`${textOf(error)}\nUsage: ${cliCommand} ${usage}`);
    return 2;
  }
  if (given.help) {
    for (const line of usageLines) io.print(line);
    return 0;
  }
  const address = given.url ?? "127.0.0.1:5613";
  const url = address.includes("://") ? address : `ws://${address}`;
  let client: Client | null;
  try {
    client = await enter(url, given, io);
  } catch (error) {
    io.print(whyNot(error, url));
    return 1;
  }
  if (!client) return 0;
  try {
    return await talk(client, given.channel ?? "general", io);
  } catch (error) {
    if (!isAnswer(error)) throw error;
    io.print(plain(error.message));
    return 1;
  } finally {
    client.close();
  }
}

/** Why the chat can't start, for people. */
function whyNot(error: unknown, url: string): string {
  if (error instanceof ConnectionError) {
    if (Object(error.cause).code === "ECONNREFUSED")
      return `Nobody answers at ${plain(url)}: start a server with \`${startCommand}\`, or name another with --url`;
    const hint = error.message.includes("certificate")
      ? "\nTo trust a certificate of your own, name its file in the environment: NODE_EXTRA_CA_CERTS=FILE"
      : "";
    return `${plain(error.message)}${hint}`;
  }
  if (error instanceof CommandError && error.code === "local_accounts_disabled")
    return `The server at ${plain(url)} has no accounts of its own ("auth_mode" is "rotur"), and this client knows no others`;
  return `The server says: ${textOf(error)}`;
}

async function talk(client: Client, wanted: string, io: ChatIo): Promise<number> {
  const followed = await follow(client, { messages: 0 });
  const screen = createScreen(client, followed, io);
  let over = false;
  let farewell: string | null = null;
  client.on("disconnect", ({ reason }) => {
    farewell = reason;
  });
  const ended = new Promise<null>((resolve) => {
    client.on("closed", ({ reason, error }) => {
      if (!over) {
        io.print(`The server ended the connection: ${plain(error?.message ?? farewell ?? reason)}`);
      }
      over = true;
      resolve(null);
    });
  });
  io.onTyping?.(screen.telling());
  io.print(`This is ${plain(String(client.server.server.name ?? "a server"))}; /help shows what you can do`);
  const first = followed.model.channels.find(({ type }) => type === "text")?.name;
  const known = followed.model.channels.some(({ name, type }) => name === wanted && type === "text");
  await screen.join(known ? wanted : (first ?? wanted));

  for (;;) {
    // The line comes again as a message, so it needn't stay.
    const asked = io.ask(`#${plain(screen.channel())} > `, { fleeting: true });
    const line = await Promise.race([asked, ended]);
    if (over) return 1;
    if (line === null || line.trim().toLowerCase() === "/quit") {
      over = true;
      return 0;
    }
    if (line.trim() === "") continue;
    try {
      if (isCommand(line)) await runCommand(line.trim(), { client, followed, screen, io });
      else {
        const content = line.startsWith("//") ? line.slice(1) : line;
        await client.request("message_new", { channel: screen.channel(), content });
      }
    } catch (error) {
      if (!isAnswer(error)) throw error;
      io.print(`(${plain(error.message)})`);
    }
  }
}

function textOf(error: unknown): string {
  return plain(errorText(error));
}
