/**
 * A Discord server made from a seed, and what must be seen after the import of its exports. `folder.ts` writes the
 * exports.
 */
import { madeId } from "../../../src/archive/reading/values.ts";
import { randomFrom } from "../random.ts";
import { byText, type Seen, type SeenMessage } from "../reference/seen.ts";

export interface DiscordPerson {
  readonly id: string;
  readonly name: string;
  readonly nickname: string;
  readonly isBot: boolean;
  /** Names among `roles`. */
  readonly roles: readonly string[];
}

export interface DiscordMessage {
  readonly id: string;
  readonly type: string;
  readonly author: DiscordPerson;
  /** As Discord writes it, with ids. */
  readonly raw: string;
  /** As the new server shows it. */
  readonly shown: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly edited: boolean;
  readonly pinned: boolean;
  /** A message of the same room before it. */
  readonly replyTo: DiscordMessage | null;
  readonly reactions: readonly {
    readonly emoji: string;
    readonly isCustom: boolean;
    readonly users: readonly DiscordPerson[];
  }[];
  /** The text of the uploaded file, by its name. */
  readonly files: readonly { readonly name: string; readonly content: string }[];
}

export interface DiscordRoom {
  readonly id: string;
  readonly type: string;
  /** Id and name of its category; of a thread, of its channel. */
  readonly parent: readonly [id: string, name: string] | null;
  readonly name: string;
  readonly topic: string | null;
  /** Its name after the import; of a forum thread null. */
  readonly becomes: string | null;
  readonly messages: readonly DiscordMessage[];
}

export interface DiscordModel {
  readonly guild: { readonly id: string; readonly name: string };
  readonly people: readonly DiscordPerson[];
  readonly rooms: readonly DiscordRoom[];
}

/** The highest first. */
export const discordRoles = [
  { id: "500001", name: "Crew", shown: "Crew", color: "#33AA55" },
  // The role of the same name on the new server has permissions, so this one needs another name.
  { id: "500002", name: "Admin", shown: "Admin-2", color: "#AA3355" },
  { id: "500003", name: "Guest", shown: "Guest", color: null },
] as const;

const begin = Date.parse("2023-03-01T12:00:00.000Z");
const idAt = (milliseconds: number, number: number) =>
  String((BigInt(milliseconds - 1_420_070_400_000) << 22n) + BigInt(number));

const people: readonly DiscordPerson[] = [
  { id: "300001", name: "mia", nickname: "Mia 🌿", isBot: false, roles: ["Crew", "Guest"] },
  { id: "300002", name: "tom", nickname: "Tom", isBot: false, roles: ["Admin"] },
  { id: "300003", name: "ann", nickname: "ann", isBot: false, roles: [] },
  { id: "300004", name: "dicebot", nickname: "Dice", isBot: true, roles: ["Guest"] },
];

/** Pairs of a text on Discord and what it becomes. */
const texts: readonly (readonly [raw: string, shown: string])[] = [
  ["good morning", "good morning"],
  ["hello <@300001> and <@!300002>", "hello @Mia 🌿 and @Tom"],
  ["see <#200002> <@&500001>", "see #news @&Crew"],
  ["nice <:wave:700001> <a:spin:700002>", "nice :wave: :spin:"],
  ["at <t:1700000000:R>", "at 2023-11-14 22:13 UTC"],
  ["code `<@300001>` stays", "code `<@300001>` stays"],
  ['quotes " and \\ and {"messages": [1]}', 'quotes " and \\ and {"messages": [1]}'],
  ["<@999999> is gone, </roll:700003>", "@unknown is gone, /roll"],
];

/** @param count messages of each room */
export function makeDiscordModel(seed: number, count = 20): DiscordModel {
  const random = randomFrom(seed);
  let number = 0;
  let now = begin;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

  function message(before: readonly DiscordMessage[], id?: string): DiscordMessage {
    now += Math.floor(random() * 100_000);
    const [raw, shown] = pick(texts);
    const replyTo = random() < 0.2 && before.length > 0 ? pick(before) : null;
    const file = { name: `note ${++number}.txt`, content: `file ${number} of ${seed}` };
    return {
      ...{ id: id ?? idAt(now, number), type: replyTo ? "Reply" : "Default" },
      ...{ author: pick(people), raw, shown, at: now, replyTo },
      ...{ edited: random() < 0.1, pinned: random() < 0.1 },
      reactions:
        random() < 0.2
          ? [
              { emoji: "🎲", isCustom: false, users: [pick(people)] },
              { emoji: "wave", isCustom: true, users: people.slice(1, 3) },
            ]
          : [],
      files: random() < 0.15 ? [file] : [],
    };
  }

  function messages(firstId?: string): DiscordMessage[] {
    const list: DiscordMessage[] = [];
    for (let nth = 0; nth < count; nth++) list.push(message(list, nth === 0 ? firstId : undefined));
    return list;
  }

  const lounge = ["100001", "Lounge"] as const;
  const town = ["100002", "Old Town"] as const;
  const room = (
    id: string,
    type: string,
    name: string,
    parent: DiscordRoom["parent"],
    becomes: string | null = name,
    firstId?: string,
  ): DiscordRoom => ({
    id,
    type,
    name,
    parent,
    becomes,
    topic: `A 7" record of ${name}`,
    messages: messages(firstId),
  });
  const post = idAt(begin, 1);
  return {
    guild: { id: "400001", name: "Tea & Dice" },
    people,
    rooms: [
      room("200001", "GuildTextChat", "welcome", null),
      room("200002", "GuildNews", "news", lounge),
      room("200003", "GuildTextChat", "chat", lounge),
      room("200004", "GuildTextChat", "chat", town, "chat-2"),
      room("200005", "GuildVoiceChat", "Tea Room", town, "Tea-Room"),
      room("200006", "GuildPublicThread", "Best tea?", ["200003", "chat"], "Best-tea"),
      room("200007", "GuildPrivateThread", "secret", ["200003", "chat"]),
      room(post, "GuildPublicThread", "How do I brew?", ["200008", "questions"], null, post),
    ],
  };
}

/** Channels of the list in their order, with their types. */
const listed: readonly (readonly [name: string, type: string, displayName: string | null])[] = [
  ["welcome", "text", null],
  ["questions", "forum", null],
  ["Lounge", "separator", null],
  ["news", "text", null],
  ["chat", "text", null],
  ["Best-tea", "text", "Best tea?"],
  ["secret", "text", null],
  ["Old-Town", "separator", null],
  ["chat-2", "text", "chat"],
  ["Tea-Room", "text", "Tea Room"],
];

/** @param visible whether the import was told to let members in */
export function seenInDiscord({ rooms, people: all }: DiscordModel, visible = false): Seen {
  const topics = new Map(rooms.map(({ becomes, topic }) => [becomes, topic]));
  const shownRoles = new Map<string, string>(discordRoles.map(({ name, shown }) => [name, shown]));
  const forumThreads = rooms.filter(({ becomes }) => becomes === null);
  const threadId = ({ id }: DiscordRoom) => madeId("discord thread", id);
  return {
    channels: listed.map(([name, type, displayName]) => ({
      ...{ name, type, displayName, description: topics.get(name) ?? null },
      permissions: permissionsOf(type, visible && name !== "secret"),
    })),
    members: all
      .map(({ name, nickname, roles }) => ({
        ...{ name: `discord-${name}`, nickname },
        roles: roles.map((role) => shownRoles.get(role) ?? role),
      }))
      .toSorted((a, b) => byText(a.name, b.name)),
    roles: ["owner", "admin", "moderator", ...discordRoles.map(({ shown }) => shown), "user"],
    threads: forumThreads.map((room) => ({
      ...{ id: threadId(room), name: room.name, locked: false, archived: false, participants: [] },
      createdBy: `discord-${room.messages[0]?.author.name}`,
    })),
    rooms: Object.fromEntries(
      rooms.map((room) => [room.becomes ?? `thread:${threadId(room)}`, room.messages.map(seenMessage)]),
    ),
    emojis: [],
  };
}

function permissionsOf(type: string, isOpen: boolean): Record<string, string[]> {
  const view = isOpen ? ["user"] : ["owner"];
  const nobody = ["owner"];
  if (type === "separator") {
    const others = ["send", "delete", "delete_own", "edit_own", "react", "pin", "create_thread"];
    return { view, ...Object.fromEntries(others.map((action) => [action, nobody])) };
  }
  const moderators = ["admin", "moderator"];
  return {
    ...{ view, send: ["user"], delete: moderators, delete_own: ["user"], edit_own: ["user"] },
    ...{ react: ["user"], pin: moderators, create_thread: ["user"] },
  };
}

function seenMessage(message: DiscordMessage): SeenMessage {
  const { id, author, shown, at, edited, pinned, replyTo, reactions, files } = message;
  return {
    ...{ id, author: `discord-${author.name}`, content: shown, at: at / 1000, edited, pinned },
    replyTo: replyTo && [replyTo.id, `discord-${replyTo.author.name}`],
    reactions: reactions.map(({ emoji, isCustom, users }) => [
      isCustom ? `:${emoji}:` : emoji,
      users.map(({ name }) => `discord-${name}`),
    ]),
    poll: null,
    attachments: files.map(({ name }) => [name, true]),
    webhook: null,
    interaction: null,
  };
}
