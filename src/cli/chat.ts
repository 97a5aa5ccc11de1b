/** `chat`: a small client for the terminal, to see a server at work and to look after one from a shell. */
import { parseArgs } from "node:util";
import {
  type Client,
  CommandError,
  ConnectionError,
  connect,
  type Events,
  type Followed,
  follow,
  memberNamed,
  TimeoutError,
  type WireMessage,
  withoutUnread,
} from "../../client/index.ts";
import { withoutPrefix } from "../protocol/local-names.ts";
import { reasonOf } from "../reason.ts";
import { openTerminal } from "./chat-terminal.ts";
import { plain } from "./plain.ts";

const usage = "chat [--url ws://127.0.0.1:5613] [--user NAME] [--channel general]";

/** Where a chat takes place: a terminal, a pipe, a test. */
export interface ChatIo {
  /**
   * The answer to a question, or null at the end of the input.
   * @param options `hidden`: what is typed doesn't show. `fleeting`: it is gone once it was entered
   */
  ask(
    question: string,
    options?: { readonly hidden?: boolean; readonly fleeting?: boolean },
  ): Promise<string | null>;
  print(line: string): void;
  /** A note beside the prompt, that the next one replaces; "" takes it away. */
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

const help = [
  "/who               who is here",
  "/channels          channels, with the number of unread messages",
  "/join NAME         look at another channel",
  "/claim CODE        become the owner, with the code that the server printed when it started",
  "/quit              leave",
  "//text             a message that begins with /",
];
const usageLines = [
  `Usage: npm run cli -- ${usage}`,
  "  --url        address of the server; without ws:// or wss:// it is ws://",
  "  --user       your name on the server; without it you are asked",
  "  --channel    where to begin",
];
const shownMessages = 20;
/** Clients show "is typing" for so long, and tell of it at most so often; milliseconds. */
const typingShown = 10_000;
const typingInterval = 3000;

/** @returns the exit code: 0 after `/quit` or the end of the input, 1 when there is no chat, 2 for wrong arguments */
export async function runChat(args: readonly string[], io: ChatIo): Promise<number> {
  let given: { url?: string; user?: string; channel?: string; help?: boolean };
  try {
    const text = { type: "string" } as const;
    const options = { url: text, user: text, channel: text, help: { type: "boolean" } } as const;
    given = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    io.print(`${textOf(error)}\nUsage: npm run cli -- ${usage}`);
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
    client = await enter(url, given.user, io);
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

/** Why there is no chat, for people. */
function whyNot(error: unknown, url: string): string {
  if (error instanceof ConnectionError)
    return `Nobody answers at ${plain(url)}: start a server with \`npm start\`, or name another with --url`;
  if (error instanceof CommandError && error.code === "local_accounts_disabled")
    return `The server at ${plain(url)} has no accounts of its own ("auth_mode" is "rotur"), and this client knows no others`;
  return `The server says: ${textOf(error)}`;
}

/** Asks who it is and logs in, with a new account if need be; null when the input ended. */
async function enter(url: string, user: string | undefined, io: ChatIo): Promise<Client | null> {
  const username = user ?? (await io.ask("Name: "));
  if (!username) return null;
  for (;;) {
    const password = await io.ask("Password: ", { hidden: true });
    if (password === null) return null;
    const account = { username, password };
    try {
      return await connect(url, { login: { login: account } });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (error.code === "account_not_found") {
        const client = await connect(url, { login: { register: account } });
        io.print(`There was no account "${plain(username)}", so you have a new one`);
        return client;
      }
      if (error.code !== "invalid_password") throw error;
      io.print("That is not the password");
    }
  }
}

async function talk(client: Client, wanted: string, io: ChatIo): Promise<number> {
  const followed = await follow(client, { messages: 0 });
  const screen = createScreen(client, followed, io);
  let over = false;
  const ended = new Promise<null>((resolve) => {
    client.on("closed", ({ reason, error }) => {
      if (!over) io.print(`The server ended the connection: ${plain(error?.message ?? reason)}`);
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
    // What was entered comes again as a message, so it needn't stay.
    const asked = io.ask(`#${plain(screen.channel())} > `, { fleeting: true });
    const line = await Promise.race([asked, ended]);
    if (over) return 1;
    if (line === null || line === "/quit") {
      over = true;
      return 0;
    }
    try {
      await obey(line, client, followed, screen, io);
    } catch (error) {
      if (!isAnswer(error)) throw error;
      io.print(`(${plain(error.message)})`);
    }
  }
}

async function obey(
  line: string,
  client: Client,
  followed: Followed,
  screen: Screen,
  io: ChatIo,
): Promise<void> {
  if (line.trim() === "") return;
  if (!line.startsWith("/") || line.startsWith("//")) {
    const content = line.startsWith("//") ? line.slice(1) : line;
    await client.request("message_new", { channel: screen.channel(), content });
    return;
  }
  const [command, ...rest] = line.slice(1).trim().split(/\s+/);
  const argument = rest.join(" ");
  switch (command) {
    case "help":
      for (const text of help) io.print(text);
      break;
    case "who":
      for (const line of whoIsHere(followed, screen)) io.print(line);
      break;
    case "channels":
      for (const { name, type } of followed.model.channels) {
        if (type !== "text") continue;
        const unread = followed.model.unread.get(name)?.messages ?? 0;
        io.print(`#${plain(name)}${unread > 0 ? ` (${unread} unread)` : ""}`);
      }
      break;
    case "join":
      await screen.join(argument.replace(/^#/, ""));
      break;
    case "claim":
      await client.request("owner_claim", { code: argument });
      io.print("You own this server now");
      break;
    default:
      io.print(`There is no /${plain(command ?? "")}; /help shows what there is`);
  }
}

function whoIsHere(followed: Followed, screen: Screen): string[] {
  const members = [...followed.model.members.values()];
  const here = members.filter(({ status }) => status.status !== "offline");
  const away = members.length - here.length;
  return [
    ...here.map(({ username, status: { status, text } }) => {
      const details = [plain(status), plain(text)].filter((part) => part !== "" && part !== "online");
      return details.length === 0
        ? screen.name(username)
        : `${screen.name(username)} (${details.join(": ")})`;
    }),
    ...(away > 0 ? [`and ${away} who ${away === 1 ? "is" : "are"} away`] : []),
  ];
}

interface Screen {
  /** The channel that is shown. */
  channel(): string;
  /** Shows a channel from its newest messages on. @throws what `request` throws */
  join(name: string): Promise<void>;
  name(username: string): string;
  /** A function to call at each key, that tells the channel so now and then. */
  telling(): () => void;
}

/** Prints what happens. */
function createScreen(client: Client, followed: Followed, io: ChatIo): Screen {
  let channel = "";
  /** When the newest message that stands on the screen was posted. */
  let shownUpTo = 0;
  /** After a loss that `resume` couldn't mend, until what was said meanwhile is shown. */
  let behind = false;
  const typists = new Map<string, ReturnType<typeof setTimeout>>();

  function name(username: string): string {
    const nickname = memberNamed(followed.model, username)?.nickname;
    return plain(nickname ?? withoutPrefix(username));
  }

  function said({ user, content, timestamp, edited }: WireMessage): string {
    const time = new Date(timestamp * 1000).toTimeString().slice(0, 5);
    return `${time} ${name(user)}: ${plain(content)}${edited ? " (edited)" : ""}`;
  }

  function show(message: WireMessage): void {
    io.print(said(message));
    shownUpTo = message.timestamp;
  }

  /** Shows what was said since the newest message on the screen. */
  async function catchUp(): Promise<void> {
    try {
      await client.request(
        "messages_get",
        { channel, limit: shownMessages },
        {
          inOrder({ messages, at_start }) {
            if (!behind) return;
            behind = false;
            const missed = messages.filter(({ timestamp }) => timestamp > shownUpTo);
            if (missed.length === messages.length && !at_start)
              io.print("(more was said; this is the newest)");
            for (const message of missed) show(message);
            read();
          },
        },
      );
    } catch (error) {
      if (!isAnswer(error)) throw error;
      // Lost again: the next `ready` asks anew.
      if (error instanceof ConnectionError || !behind) return;
      behind = false;
      if (error instanceof CommandError && error.code === "channel_not_found") sayGone();
      else io.print(`(what was said meanwhile can't be shown: ${plain(error.message)})`);
    }
  }

  function sayGone(): void {
    io.print(`(#${plain(channel)} is gone, or hidden from you; /channels shows what there is)`);
  }

  function read(): void {
    followed.update((model) => withoutUnread(model, channel));
  }

  function stoppedTyping(user: string): void {
    clearTimeout(typists.get(user));
    if (typists.delete(user)) noteTyping();
  }

  function noteTyping(): void {
    const names = [...typists.keys()].map(name);
    const verb = names.length === 1 ? "is" : "are";
    io.note?.(names.length === 0 ? "" : `${names.join(", ")} ${verb} typing…`);
  }

  function onTyping({ channel: where, user, duration }: Events["typing"]): void {
    if (where !== channel || user === client.user.username) return;
    stoppedTyping(user);
    if (duration === 0) return;
    typists.set(
      user,
      setTimeout(() => stoppedTyping(user), Math.min(duration, typingShown)),
    );
    noteTyping();
  }

  client.on("typing", onTyping);
  client.on("message_new", ({ channel: where, message }) => {
    stoppedTyping(message.user);
    if (where === channel) {
      // What catches up brings this one too, in its place.
      if (behind) return;
      show(message);
      read();
    } else if (message.pings.users.includes(client.user.username)) {
      io.print(`(${name(message.user)} calls you in #${plain(where)})`);
    }
  });
  client.on("message_edit", ({ channel: where, message }) => {
    if (where === channel) io.print(said(message));
  });
  client.on("message_delete", ({ channel: where }) => {
    if (where === channel) io.print("(a message was deleted)");
  });
  client.on("channel_update", (packet) => {
    if (packet.current_name === channel) channel = packet.channel.name;
  });
  let listed = true;
  client.on("channels_get", ({ val }) => {
    const isListed = val.some(({ name }) => name === channel);
    if (listed && !isListed) sayGone();
    listed = isListed;
  });
  const isOther = ({ username }: { readonly username: string }) => username !== client.user.username;
  client.on("user_join", ({ user }) => {
    if (isOther(user)) io.print(`(${name(user.username)} is new here)`);
  });
  client.on("user_connect", ({ user }) => {
    if (isOther(user)) io.print(`(${name(user.username)} came in)`);
  });
  client.on("user_disconnect", ({ username }) => {
    stoppedTyping(username);
    io.print(`(${name(username)} went away)`);
  });
  client.on("user_leave", ({ username }) => io.print(`(${name(username)} left the server)`));
  client.on("closed", () => {
    for (const timer of typists.values()) clearTimeout(timer);
  });
  client.on("lost", ({ retryIn }) =>
    io.print(`(connection lost; trying again in ${(retryIn / 1000).toFixed(1)} s)`),
  );
  client.on("ready", () => {
    io.print("(connected again)");
    if (behind) return catchUp();
  });
  client.on("reset", () => {
    behind = true;
    return catchUp();
  });

  return {
    channel: () => channel,
    name,
    async join(wanted) {
      const page = await client.request("messages_get", { channel: wanted, limit: shownMessages });
      channel = wanted;
      behind = false;
      listed = true;
      shownUpTo = 0;
      for (const user of [...typists.keys()]) stoppedTyping(user);
      read();
      io.print(`── #${plain(wanted)} ──`);
      for (const message of page.messages) show(message);
    },
    telling() {
      let last = Number.NEGATIVE_INFINITY;
      return () => {
        if (performance.now() - last < typingInterval) return;
        last = performance.now();
        // Whether it arrives doesn't matter.
        client.request("typing", { channel }).catch(() => {});
      };
    },
  };
}

function isAnswer(error: unknown): error is Error {
  return error instanceof CommandError || error instanceof ConnectionError || error instanceof TimeoutError;
}

function textOf(error: unknown): string {
  return plain(reasonOf(error));
}
