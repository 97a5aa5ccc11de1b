/** Prints events as lines. */
import {
  type Client,
  CommandError,
  ConnectionError,
  type Events,
  type Followed,
  memberNamed,
  TimeoutError,
  type WireMessage,
  withoutUnread,
} from "../../client/index.ts";
import { withoutPrefix } from "../protocol/local-names.ts";
import type { ChatIo } from "./chat.ts";
import { plain } from "./plain.ts";

const shownMessages = 20;
/** How long clients show "is typing", and how often they send it at most; milliseconds. */
const typingShown = 10_000;
const typingInterval = 3000;
/** In the server's words. */
const timeoutReasons = { set: "User timeout set", lifted: "User timeout lifted" };
/** Messages whose author is remembered, to name the author when one is deleted. */
const rememberedAuthors = 500;

export interface Screen {
  /** The channel that is shown. */
  channel(): string;
  /** Shows a channel from its newest messages on. @throws what `request` throws */
  join(name: string): Promise<void>;
  /** Nickname or username, as the lines of the chat have it. */
  name(username: string): string;
  /** The username as people type it. */
  username(username: string): string;
  /** Returns a function to call at each key. It sends `typing` to the channel now and then. */
  telling(): () => void;
}

/** Prints what happens. */
export function createScreen(client: Client, followed: Followed, io: ChatIo): Screen {
  let channel = "";
  /** The time of the newest message on the screen. */
  let shownUpTo = 0;
  /** True after a loss that `resume` couldn't recover, until the missed messages are shown. */
  let behind = false;
  const authors = new Map<string, string>();
  const typists = new Map<string, ReturnType<typeof setTimeout>>();

  function name(username: string): string {
    const nickname = memberNamed(followed.model, username)?.nickname;
    return plain(nickname ?? withoutPrefix(username));
  }

  function said(message: WireMessage): string {
    const { user, timestamp, edited, webhook, ephemeral } = message;
    const time = new Date(timestamp * 1000).toTimeString().slice(0, 5);
    const author = webhook ? `${plain(webhook.name)} (webhook)` : name(user);
    return `${time} ${author}: ${plain(textOf(message))}${edited ? " (edited)" : ""}${ephemeral ? " (only you see this)" : ""}`;
  }

  function show(message: WireMessage): void {
    io.print(said(message));
    authors.set(message.id, message.user);
    const [oldest = ""] = authors.keys();
    if (authors.size > rememberedAuthors) authors.delete(oldest);
    shownUpTo = message.timestamp;
  }

  /** Shows the messages since the newest one on the screen. */
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
      // The catch-up shows this message too, in its place.
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
  client.on("message_delete", ({ channel: where, id }) => {
    if (where !== channel) return;
    const author = authors.get(id);
    io.print(author === undefined ? "(a message was deleted)" : `(a message of ${name(author)} was deleted)`);
  });
  client.on("rate_limit", ({ reason, length }) => {
    // The user's own requests print their own line.
    if (reason === timeoutReasons.set) io.print(`(You can only read for the next ${timeLeft(length)})`);
    if (reason === timeoutReasons.lifted) io.print("(You may write again)");
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
    username: (username) => plain(withoutPrefix(username)),
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

function timeLeft(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}

/** Is it a refusal, a lost connection or a missing answer? Anything else is a bug. */
export function isAnswer(error: unknown): error is Error {
  return error instanceof CommandError || error instanceof ConnectionError || error instanceof TimeoutError;
}

/** The text of a message, with its files. */
function textOf(message: WireMessage): string {
  const files = (message.attachments ?? []).map(({ name, url, expires_at }) =>
    expires_at !== null && expires_at * 1000 <= Date.now() ? `[${name}, gone]` : `[${name}] ${url}`,
  );
  return [wordsOf(message), ...files].filter((line) => line !== "").join("\n");
}

/** What it says. One that has only embeds is told by their titles and descriptions. */
function wordsOf({ content, embeds = [] }: WireMessage): string {
  if (content !== "") return content;
  const told = embeds.flatMap((embed) => {
    const { title, description } = embed as { readonly title?: unknown; readonly description?: unknown };
    return [title, description].filter((text) => typeof text === "string" && text !== "");
  });
  return told.join("\n");
}
