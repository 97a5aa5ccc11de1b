/**
 * What must be seen after the import of a reference folder, made from a seed. The writers beside this file write the
 * same server as each version of the reference server did.
 */
import { randomFrom } from "../random.ts";

/** How the reference server wrote its files, by time (07 of the protocol). */
export type Era = "A" | "B" | "C" | "D" | "E";
export const eras: readonly Era[] = ["A", "B", "C", "D", "E"];

export interface ModelUser {
  readonly id: string;
  /** As everybody sees it. */
  readonly name: string;
  readonly nickname: string | null;
  /** The first gives the colour. */
  readonly roles: readonly string[];
  readonly banned: boolean;
}

/** Somebody who wrote or reacted. */
export interface ModelPerson {
  /** In newer files. */
  readonly id: string;
  /** In older files, and as messages show them after the import. */
  readonly name: string;
}

export interface ModelMessage {
  readonly id: string;
  readonly author: ModelPerson;
  readonly content: string;
  /** Unix seconds. */
  readonly at: number;
  readonly edited: boolean;
  readonly pinned: boolean;
  readonly replyTo: { readonly id: string; readonly author: ModelPerson } | null;
  readonly ping: boolean | null;
  /** In order. */
  readonly reactions: readonly { readonly emoji: string; readonly users: readonly ModelPerson[] }[];
  readonly poll: ModelPoll | null;
  readonly attachments: readonly ModelFile[];
  readonly webhook: { readonly id: string; readonly name: string } | null;
  readonly interaction: { readonly command: string; readonly username: string } | null;
}

export interface ModelPoll {
  readonly id: string;
  readonly question: string;
  readonly options: readonly { readonly id: string; readonly text: string }[];
  readonly multiple: boolean;
  readonly endedAt: number | null;
  /** In order. */
  readonly votes: readonly { readonly user: ModelPerson; readonly option: string; readonly at: number }[];
}

export interface ModelFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: string;
  /** The file was deleted. */
  readonly gone: boolean;
}

export interface ModelChannel {
  readonly name: string;
  readonly type: "text" | "voice" | "forum" | "separator";
  readonly displayName: string | null;
  readonly description: string | null;
  /** By action, names of roles, as this server shows them. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  readonly messages: readonly ModelMessage[];
  readonly threads: readonly ModelThread[];
}

export interface ModelThread {
  readonly id: string;
  readonly name: string;
  readonly createdBy: ModelPerson;
  readonly createdAt: number;
  readonly locked: boolean;
  readonly archived: boolean;
  readonly participants: readonly ModelPerson[];
  readonly messages: readonly ModelMessage[];
}

export interface Model {
  readonly era: Era;
  readonly users: readonly ModelUser[];
  readonly channels: readonly ModelChannel[];
  readonly emojis: readonly { readonly id: number; readonly name: string }[];
  readonly webhooks: readonly ModelWebhook[];
  /** By user id, then by channel name: the last read message. */
  readonly markers: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface ModelWebhook {
  readonly id: string;
  readonly channel: string;
  readonly name: string;
  readonly token: string;
}

/** Since when something is kept. */
export const keeps = {
  ids: (era: Era) => era !== "A",
  threads: (era: Era) => era >= "C",
  attachments: (era: Era) => era >= "C",
  webhooks: (era: Era) => era >= "C",
  polls: (era: Era) => era >= "D",
  markers: (era: Era) => era === "E",
  localAccounts: (era: Era) => era === "E",
  /** The database had no place for it. */
  replyPings: (era: Era) => era === "C" || era === "E",
} as const;

export const modelStart = 1_770_000_000;
const words = [
  "tea",
  "the printer",
  "é and 😀",
  "two\nlines",
  '"quoted" \\ back',
  "line\u2028separator",
  "x".repeat(700),
];
const emojis = ["👍", "🎉", ":wave:", "originChats://chat.example/emojis/3"];

export function makeModel(era: Era, seed: number, size = 30): Model {
  const random = randomFrom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const chance = (share: number) => random() < share;
  let nth = 0;
  const newId = () => {
    const hex = (length: number) =>
      Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
    return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${String(++nth).padStart(12, "0")}`;
  };
  const several = <Item>(items: readonly Item[]): Item[] => {
    const some = items.filter(() => chance(0.4));
    return some.length > 0 ? some : items.slice(0, 1);
  };

  const users = makeUsers(era, newId);
  const members = users.map(({ id, name }): ModelPerson => ({ id, name }));
  const people: ModelPerson[] = [
    ...members,
    { id: "USR:dead", name: "USR:dead" },
    { id: "longgone", name: "longgone" },
    { id: "originChats", name: "originChats" },
  ];

  function makeMessages(count: number): ModelMessage[] {
    const messages: ModelMessage[] = [];
    let at = modelStart + Math.floor(random() * 1000);
    for (let index = 0; index < count; index++) {
      at += Math.round(random() * 1_000_000) / 10_000 + 0.001;
      const original = messages.length > 0 && chance(0.2) ? pick(messages) : null;
      const poll = keeps.polls(era) && chance(0.06) ? makePoll(at) : null;
      messages.push({
        id: newId(),
        author: pick(people),
        content: poll ? "" : `${index} ${pick(words)}`,
        at: Math.round(at * 1e6) / 1e6,
        edited: chance(0.1),
        pinned: chance(0.1),
        replyTo: original && { id: original.id, author: original.author },
        ping: original && keeps.replyPings(era) && chance(0.3) ? false : null,
        reactions: emojis.filter(() => chance(0.08)).map((emoji) => ({ emoji, users: several(people) })),
        poll,
        attachments: keeps.attachments(era) && chance(0.1) ? [makeFile()] : [],
        webhook: keeps.webhooks(era) && chance(0.05) ? { id: "github", name: "CI" } : null,
        interaction: keeps.webhooks(era) && chance(0.05) ? { command: "dice", username: "zed" } : null,
      });
    }
    return messages;
  }

  function makePoll(at: number): ModelPoll {
    const multiple = chance(0.5);
    const options = ["0", "1", "2"].map((id) => ({ id, text: `option ${id}` }));
    const votes = several(members).flatMap((user) =>
      (multiple ? several(options) : [pick(options)]).map(({ id }) => ({ user, option: id, at: at + 1 })),
    );
    return {
      id: newId(),
      question: "Pizza?",
      options,
      multiple,
      endedAt: chance(0.5) ? at + 60 : null,
      votes,
    };
  }

  function makeFile(): ModelFile {
    const id = newId();
    return { id, name: `plan ${nth}.txt`, bytes: `bytes of ${id}`, gone: chance(0.3) };
  }

  function makeThread(archived: boolean): ModelThread {
    const createdBy = pick(members);
    return {
      id: newId(),
      name: `How do I ${nth}?`,
      createdBy,
      createdAt: modelStart - 5000 + nth,
      locked: chance(0.5),
      archived,
      participants: [createdBy, ...members.filter((one) => one !== createdBy && chance(0.5))],
      messages: makeMessages(Math.ceil(size / 3)),
    };
  }

  const own = { delete_own: ["user"], edit_own: ["user"], react: ["user"], create_thread: ["owner"] };
  const byOwners = { send: ["owner"], delete: ["owner"], pin: ["owner"] };
  const everybody = { view: ["user"], send: ["user"], delete: ["moderator"], pin: ["moderator"] };
  const staff = { view: ["moderator"], send: ["moderator", "!artist"], delete: ["owner"], pin: ["owner"] };
  const text = (name: string, permissions: Readonly<Record<string, readonly string[]>>): ModelChannel => ({
    name,
    type: "text",
    displayName: era === "E" ? `The ${name}` : null,
    description: `About ${name}`,
    permissions: { ...own, ...permissions },
    messages: makeMessages(size),
    threads: [],
  });
  const plain = (name: string, type: "voice" | "separator" | "forum"): ModelChannel => ({
    name,
    type,
    displayName: null,
    description: null,
    permissions: { ...own, ...byOwners, view: ["user"] },
    messages: [],
    threads: [],
  });
  const forum: ModelChannel = {
    ...plain("help", "forum"),
    permissions: { ...own, ...byOwners, view: ["user"], send: ["user"], create_thread: ["user"] },
    threads: keeps.threads(era) ? [makeThread(false), makeThread(true), makeThread(false)] : [],
  };
  const channels: ModelChannel[] = [
    text("lobby", everybody),
    plain("line-1", "separator"),
    text("Würfel & Co", everybody),
    text("staff", staff),
    plain("lounge", "voice"),
    ...(keeps.threads(era) ? [forum] : []),
  ];
  const rooms = channels.filter(({ messages }) => messages.length > 0);
  const markersOf = () => Object.fromEntries(rooms.map(({ name, messages }) => [name, pick(messages).id]));
  return {
    era,
    users,
    channels,
    emojis: [
      { id: 0, name: "wave" },
      { id: 3, name: "Cat" },
    ],
    webhooks: keeps.webhooks(era)
      ? [{ id: newId(), channel: "lobby", name: "CI", token: `token-${newId()}` }]
      : [],
    markers: keeps.markers(era) ? Object.fromEntries(users.map(({ id }) => [id, markersOf()])) : {},
  };
}

function makeUsers(era: Era, newId: () => string): ModelUser[] {
  const since = keeps.threads(era);
  return [
    { id: "USR:71fa", name: "zed", nickname: null, roles: ["owner", "user"], banned: false },
    {
      id: "USR:9b00",
      name: "mist",
      nickname: since ? "Misty" : null,
      roles: ["moderator", "user"],
      banned: false,
    },
    { id: newId(), name: "ana", nickname: null, roles: ["artist", "user"], banned: false },
    { id: "USR:bad0", name: "noise", nickname: null, roles: ["user"], banned: true },
    ...(keeps.localAccounts(era)
      ? [{ id: "USR:local_mia", name: "USR:local_mia", nickname: "mia", roles: ["user"], banned: false }]
      : []),
  ];
}
