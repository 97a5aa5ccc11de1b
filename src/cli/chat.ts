/** `chat`: a small client for the terminal, to see a server at work and to look after one from a shell. */

import { type Client, CommandError, ConnectionError, follow } from "../../client/index.ts";
import { startCommand } from "../programs/programs.ts";
import { errorText } from "../text/error-text.ts";
import { isCommand, runCommand } from "./chat-commands.ts";
import { enter } from "./chat-entry.ts";
import { createScreen, isAnswer } from "./chat-screen.ts";
import { openTerminal } from "./chat-terminal.ts";
import { type Given, single, type TableCommand } from "./command-table.ts";
import { plain } from "./plain.ts";
import { present } from "./present.ts";

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

/** For tests, which read arguments with it. */
export const chatCommand: TableCommand = {
  verb: "",
  summary:
    "Chats in the terminal; makes an account when there is none of that name. The exit code is 1 when there is no chat.",
  args: [],
  options: {
    url: {
      type: "text",
      value: "URL",
      summary: "address of the server; without ws:// or wss:// it is ws:// (default 127.0.0.1:5613)",
    },
    user: { type: "text", value: "NAME", summary: "your name on the server; without it you are asked" },
    channel: { type: "text", value: "NAME", summary: "where to begin" },
    invite: {
      type: "text",
      value: "CODE",
      summary: "code of an invite, where a new account needs one",
    },
  },
  isTalk: true,
  async run(given) {
    const terminal = openTerminal();
    try {
      return { answer: {}, said: "", exitCode: await runChat(given, terminal) };
    } finally {
      terminal.close();
    }
  },
};

export const chatGroup = single("chat", chatCommand);

/** @returns the exit code: 0 after `/quit` or the end of the input, 1 when there is no chat */
export async function runChat(given: Pick<Given, "text">, io: ChatIo): Promise<number> {
  const [user, invite] = [given.text("user"), given.text("invite")];
  const address = given.text("url") ?? "127.0.0.1:5613";
  const url = address.includes("://") ? address : `ws://${address}`;
  let client: Client | null;
  try {
    client = await enter(url, present({ user, invite }), io);
  } catch (error) {
    io.print(whyNot(error, url));
    return 1;
  }
  if (!client) return 0;
  try {
    return await talk(client, given.text("channel") ?? "general", io);
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
