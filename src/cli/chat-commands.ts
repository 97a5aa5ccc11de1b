/** The commands of lines that begin with `/`. */
import type { WireUser } from "../../client/index.ts";
import { isPermission, managementPermissions } from "../protocol/permissions.ts";
import type { Chat, ChatCommand } from "./chat-command.ts";
import { addEmoji, postFile } from "./chat-files.ts";
import { membersNamed, secondsOf } from "./chat-members.ts";
import { makeBot, makeInvite, makeWebhook, sendRequest } from "./chat-programs.ts";
import type { Screen } from "./chat-screen.ts";
import { callSlashCommand, slashNames } from "./chat-slash.ts";
import { plain } from "./plain.ts";

/** Columns of the narrowest terminal that `/help` is written for. */
const lineWidth = 80;
const usualMute = "10m";
/** Most messages in one deletion, so that a slip does not empty a channel. */
const mostDeleted = 20;
/** Messages searched for those of one member. */
const searchedMessages = 100;

const commands: ReadonlyMap<string, ChatCommand> = new Map<string, ChatCommand>([
  [
    "who",
    {
      usage: "/who",
      summary: "list the members who are online",
      run: (_words, chat) => {
        for (const line of whoIsHere(chat)) chat.io.print(line);
      },
    },
  ],
  [
    "channels",
    { usage: "/channels", summary: "channels, with the number of unread messages", run: channels },
  ],
  [
    "join",
    {
      usage: "/join NAME",
      summary: "look at another channel",
      needs: 1,
      run: (words, { screen }) => screen.join(words.join(" ").replace(/^#/, "")),
    },
  ],
  [
    "claim",
    {
      usage: "/claim CODE",
      summary: "become the owner, with the code from the server's log",
      needs: 1,
      async run([code = ""], { client, io }) {
        await client.request("owner_claim", { code });
        io.print("You own this server now; /help shows what you can do");
      },
    },
  ],
  [
    "bot",
    {
      usage: "/bot NAME",
      summary: "make a bot, and show the token that it logs in with",
      moderates: true,
      needs: 1,
      run: makeBot,
    },
  ],
  [
    "invite",
    {
      usage: "/invite [USES]",
      summary: "make an invite for a week",
      run: makeInvite,
    },
  ],
  [
    "webhook",
    {
      usage: "/webhook NAME",
      summary: "make an address under which programs post here",
      moderates: true,
      needs: 1,
      run: makeWebhook,
    },
  ],
  [
    "emoji",
    {
      usage: "/emoji NAME FILE",
      summary: "add a custom emoji",
      moderates: true,
      needs: 2,
      run: addEmoji,
    },
  ],
  [
    "upload",
    {
      usage: "/upload FILE",
      summary: "post a file here",
      needs: 1,
      run: postFile,
    },
  ],
  [
    "kick",
    {
      usage: "/kick NAME [REASON]",
      summary: "remove a member; they may come back",
      moderates: true,
      needs: 1,
      async run([name = "", ...reason], chat) {
        const user = userMeant(name, chat);
        if (user !== null) await chat.client.request("user_kick", { user, ...errorText(reason) });
      },
    },
  ],
  [
    "ban",
    {
      usage: "/ban NAME [REASON]",
      summary: "keep somebody out",
      moderates: true,
      needs: 1,
      async run([name = "", ...reason], chat) {
        const user = userMeant(name, chat);
        if (user === null) return;
        const { banned } = await chat.client.request("user_ban", { user, ...errorText(reason) });
        chat.io.print(banned ? `${called(name)} is banned` : orNobody(name, "is banned already"));
      },
    },
  ],
  [
    "unban",
    {
      usage: "/unban NAME",
      summary: "let somebody in again",
      moderates: true,
      needs: 1,
      async run([name = ""], { client, io }) {
        // Banned accounts are not in the list of members, so the server looks them up.
        const { unbanned } = await client.request("user_unban", { user: name.replace(/^@/, "") });
        io.print(unbanned ? `${called(name)} is no longer banned` : orNobody(name, "is not banned"));
      },
    },
  ],
  [
    "mute",
    {
      usage: "/mute NAME [TIME]",
      summary: `let somebody only read for a while: 2h; else ${usualMute}`,
      moderates: true,
      needs: 1,
      async run([name = "", time = usualMute], chat) {
        const timeout = secondsOf(time);
        if (timeout === null || timeout === 0)
          return chat.io.print(`How long is ${plain(time)}? Write 10m or 2h`);
        const user = userMeant(name, chat);
        if (user === null) return;
        await chat.client.request("user_timeout", { user, timeout });
        chat.io.print(`${called(name)} is muted for ${plain(time)}`);
      },
    },
  ],
  [
    "unmute",
    {
      usage: "/unmute NAME",
      summary: "let them write again",
      moderates: true,
      needs: 1,
      async run([name = ""], chat) {
        const user = userMeant(name, chat);
        if (user === null) return;
        await chat.client.request("user_timeout", { user, timeout: 0 });
        chat.io.print(`${called(name)} may write`);
      },
    },
  ],
  [
    "role",
    {
      usage: "/role NAME [ROLE | -ROLE]",
      summary: "show a member's roles, give one, take one away",
      moderates: true,
      needs: 1,
      run: role,
    },
  ],
  [
    "delete",
    {
      usage: "/delete [NAME [COUNT]]",
      summary: "delete your newest message here, or another member's",
      run: deleteNewest,
    },
  ],
  [
    "request",
    {
      usage: "/request COMMAND [JSON]",
      summary: "send a command of the protocol, and show the answer",
      needs: 1,
      run: sendRequest,
    },
  ],
]);

/** Is the line a command? `//` begins a message with `/`. */
export function isCommand(line: string): boolean {
  return /^\s*\/(?!\/)/.test(line);
}

/** Runs the command of a line, except `/quit`. Names that the chat lacks are slash commands. @throws what `request` throws */
export async function runCommand(line: string, chat: Chat): Promise<void> {
  const [, typed = "", text = ""] = /^\/\s*(\S*)\s*(.*)$/s.exec(line) ?? [];
  const words = text.split(/\s+/).filter((word) => word !== "");
  const name = typed.toLowerCase();
  if (name === "help") {
    for (const row of await help(chat)) chat.io.print(row);
    return;
  }
  const command = commands.get(name);
  if (!command) await callSlashCommand(name, text, chat);
  else if (words.length < (command.needs ?? 0)) chat.io.print(`It goes like this: ${command.usage}`);
  else await command.run(words, chat, text);
}

async function help(chat: Chat): Promise<string[]> {
  const all = [...commands.values()].filter(({ moderates }) => !moderates || mayModerate(chat));
  const lines: [string, string][] = [
    ...all.map(({ usage, summary }): [string, string] => [usage, summary]),
    ["/quit", "leave"],
    ["//text", "a message that begins with /"],
  ];
  const width = Math.max(...lines.map(([usage]) => usage.length));
  const others = (await slashNames(chat)).filter((name) => name !== "help" && !commands.has(name));
  return [
    ...lines.map(([usage, summary]) => `${usage.padEnd(width)}  ${summary}`),
    ...(others.length === 0 ? [] : ["Slash commands of the server and of bots:", ...wrapped(others)]),
  ];
}

/** The names of commands in lines that fit a terminal. */
function wrapped(names: readonly string[]): string[] {
  const lines: string[] = [];
  let line = " ";
  for (const name of names) {
    if (line.length + name.length + 2 > lineWidth) {
      lines.push(line);
      line = " ";
    }
    line += ` /${plain(name)}`;
  }
  return [...lines, line];
}

/** May the user moderate others at all? The server decides what exactly they may do. */
function mayModerate({ followed }: Chat): boolean {
  const { me, members, roles } = followed.model;
  return (members.get(me)?.roles ?? []).some(
    (name) =>
      name === "owner" ||
      roles.get(name)?.permissions.some((one) => isPermission(one) && managementPermissions.has(one)),
  );
}

function whoIsHere({ followed, screen }: Chat): string[] {
  const members = [...followed.model.members.values()];
  const here = members.filter(({ status }) => status.status !== "offline");
  const away = members.length - here.length;
  return [
    ...here.map((member) => {
      const { status, text } = member.status;
      const details = [plain(status), plain(text)].filter((part) => part !== "" && part !== "online");
      const name = nameWithUsername(member, screen);
      return details.length === 0 ? name : `${name} (${details.join(": ")})`;
    }),
    ...(away > 0 ? [`and ${away} who ${away === 1 ? "is" : "are"} away`] : []),
  ];
}

/** With the username, where a nickname hides it: moderators need it when two have the same nickname. */
function nameWithUsername({ username, nickname }: WireUser, screen: Screen): string {
  const shown = screen.name(username);
  const own = screen.username(username);
  return nickname === null || shown === own ? shown : `${shown} [${own}]`;
}

function channels(_words: readonly string[], { followed, io }: Chat): void {
  for (const { name, type } of followed.model.channels) {
    if (type !== "text") continue;
    const unread = followed.model.unread.get(name)?.messages ?? 0;
    io.print(`#${plain(name)}${unread > 0 ? ` (${unread} unread)` : ""}`);
  }
}

/** The username for a name. Null if several members have the name; a line says so. */
function userMeant(name: string, { followed, screen, io }: Chat): string | null {
  const found = membersNamed(name, followed.model);
  if (found.length > 1) {
    const usernames = found.map(({ username }) => screen.username(username)).join(", ");
    io.print(`Several are called ${called(name)}: ${usernames}. Say which`);
    return null;
  }
  // The server may know a name that the list of members lacks: an id, or a banned account.
  return found[0]?.username ?? name.replace(/^@/, "");
}

function called(name: string): string {
  return plain(name.replace(/^@/, ""));
}

function orNobody(name: string, state: string): string {
  return `${called(name)} ${state}, or nobody has that name`;
}

function errorText(words: readonly string[]): { reason?: string } {
  return words.length === 0 ? {} : { reason: words.join(" ") };
}

async function role([name = "", ...words]: readonly string[], chat: Chat): Promise<void> {
  const { client, followed, io } = chat;
  const user = userMeant(name, chat);
  if (user === null) return;
  const wanted = words.join(" ");
  if (wanted === "") {
    const [member] = membersNamed(name, followed.model);
    return io.print(
      member ? `${called(name)}: ${plain(member.roles.join(", "))}` : `Nobody is called ${called(name)}`,
    );
  }
  const takes = wanted.startsWith("-");
  const roles = [wanted.replace(/^[-+]\s*/, "")];
  const reply = await client.request(takes ? "user_roles_remove" : "user_roles_add", { user, roles });
  io.print(`${called(name)}: ${plain(reply.roles.join(", ")) || "no roles"}`);
}

async function deleteNewest([name, typed = "1"]: readonly string[], chat: Chat): Promise<void> {
  const { client, screen, io } = chat;
  const count = /^\d{1,3}$/.test(typed) ? Number(typed) : 0;
  if (count < 1 || count > mostDeleted) return io.print(`COUNT is a number from 1 to ${mostDeleted}`);
  const author = name === undefined ? client.user.username : userMeant(name, chat);
  if (author === null) return;
  const channel = screen.channel();
  const { messages } = await client.request("messages_get", { channel, limit: searchedMessages });
  const theirs = messages.filter(({ user }) => user.toLowerCase() === author.toLowerCase()).slice(-count);
  if (theirs.length === 0) {
    const whose = name === undefined ? "you" : called(name);
    return io.print(`There is no message of ${whose} among the newest ${searchedMessages} here`);
  }
  for (const { id } of theirs.toReversed()) await client.request("message_delete", { channel, id });
}
