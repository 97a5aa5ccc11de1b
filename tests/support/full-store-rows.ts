/** What the sound store of full-store.ts holds. */
import { blankRole } from "../../src/chat/blank-role.ts";
import type { Channel, User } from "../../src/chat/model.ts";
import type { Upload } from "../../src/db/attachments.ts";
import type { Invite } from "../../src/db/invites.ts";
import { textChannel } from "./plain.ts";

/** Its rooms: a channel, a forum, and the thread in that. */
export const [general, help, thread] = [1, 2, 3];
export const picture = "0123456789abcdef0123456789abcdef";

export const unfinished = {
  id: "u9",
  user: "u:nora",
  name: "tea.png",
  size: 5,
  room: general,
  wishedDays: null,
  createdAt: 8,
};
export const [blob, small, unused] = ["a", "b", "c"].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
];
export const file: Upload = {
  id: "f9",
  uploader: "u:nora",
  room: general,
  name: "tea.png",
  type: "image/png",
  size: 5,
  media: { width: 1, height: 1, small: { width: 1, height: 1 } },
  permanent: false,
  createdAt: 8,
  expiresAt: 90,
  blob,
  small,
  large: null,
};

export const invite: Invite = {
  code: "0123456789AB",
  createdBy: "u:nora",
  createdAt: 1,
  expiresAt: null,
  maxUses: 0,
  uses: 0,
  roles: ["r:fox"],
};

export function session(user: string, id: string) {
  const begun = { id, user, device: "laptop", createdAt: 1, usedAt: 1 };
  return { kind: "new", session: begun, tokenHash: `hash of ${id}`, expiredBefore: 0, most: 9 } as const;
}

export function pictureFile(name: string) {
  return { fileName: `${name}.gif`, type: "image/gif", data: "R0lG" } as const;
}

export const tea = { name: "tea", file: pictureFile("e9") };

/** Nobody holds it yet, so that its deletion changes nothing else. */
export const bear = blankRole("r:bear", "Bear", 1);
export const now = 50;
export const nora: User = {
  id: "u:nora",
  username: "nora",
  nickname: "No",
  roles: ["r:bear"],
  pfp: null,
  createdAt: 0,
  status: { status: "dnd", text: "tea" },
  bannedAt: null,
  timeoutUntil: null,
  extra: {},
};
export const oda: User = { ...nora, id: "u:oda", username: "oda" };
export const listed = (id: number, name: string, type: Channel["type"]): Channel => {
  const channel = textChannel(name);
  const { lists } = channel.permissions;
  const view = [{ role: "r:bear", blocks: false }];
  return { ...channel, id, type, permissions: { ...channel.permissions, lists: { ...lists, view } } };
};
export const rooms = [
  ["general", general],
  ["the thread", thread],
] as const;
export const message = (room: number, id: string) => ({
  id,
  room,
  author: "u:nora",
  content: "Hello @mira",
  now,
  replyTo: null,
  ping: null,
  embeds: null,
  mentions: { users: ["u:mira", "u:nora"], roles: ["r:bear"] },
  nonce: null,
});
export const started = { id: "t9", parent: help, name: "what", createdBy: "u:nora", createdAt: now };
export const poll = {
  id: "p9",
  question: "Tea?",
  multiple: false,
  expiresAt: null,
  endedAt: null,
  options: [{ id: "yes", text: "yes", emoji: null, votes: 0, voters: null }],
};
export const bot = { createdBy: "u:mira", createdAt: 1 };
export const asBot = (name: string): User => ({
  ...nora,
  id: `u:${name}`,
  username: name,
  roles: [],
  extra: { bot: true },
});
export const browser = { sealed: "sealed", key: "key" };
export const nights = { from: "22:00", to: "07:00", timeZone: "UTC" };
export const webhook = {
  id: "w2",
  name: "CI",
  avatar: null,
  token: "sealed",
  secret: null,
  createdBy: "u:mira",
  createdAt: 1,
};
export const reminder = {
  id: "r9",
  user: "u:nora",
  text: "tea",
  room: general,
  message: "m1",
  remindAt: 80,
  createdAt: now,
};
export const planned = {
  id: "s9",
  author: "u:nora",
  room: general,
  content: "later",
  replyTo: null,
  sendAt: 80,
  createdAt: now,
};
export const record = {
  id: "a9",
  at: now,
  action: "user_update" as const,
  actor: { id: "u:nora", name: "nora" },
  target: { id: "u:nora", name: "nora" },
  details: {},
  channel: general,
  text: null,
};
export const reader = { user: "u:nora", roles: ["r:bear"] };
export const noChannels = { changed: [], removed: [], added: [], order: [], now };
export const order = [{ id: general }, { id: help }, { added: 0 }];
export const noRoles = { roles: [], removed: [], users: [], channels: [] };
