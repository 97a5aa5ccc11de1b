/** A sound store with something in every table, put there as the server does. */

import { blankRole } from "../../src/chat/blank-role.ts";
import { recordAudit } from "../../src/db/audit.ts";
import { setBan } from "../../src/db/bans.ts";
import { changeChannelList } from "../../src/db/channels.ts";
import { deleteMessage } from "../../src/db/delete-message.ts";
import { editMessage } from "../../src/db/edit-message.ts";
import { markRead } from "../../src/db/markers.ts";
import { changePicture } from "../../src/db/pictures.ts";
import { pinMessage } from "../../src/db/pins.ts";
import { votePoll } from "../../src/db/poll-votes.ts";
import { createPoll, endPoll } from "../../src/db/polls.ts";
import { insertMessage, type NewMessage } from "../../src/db/post-message.ts";
import { changeReaction } from "../../src/db/reactions.ts";
import { insertReminder } from "../../src/db/reminders.ts";
import { changeRoles } from "../../src/db/roles.ts";
import { schedule } from "../../src/db/scheduled.ts";
import { indexSome } from "../../src/db/search-index.ts";
import { createThread } from "../../src/db/threads.ts";
import { admitUser, removeUser } from "../../src/db/users.ts";
import type { MemoryDatabase } from "./memory-database.ts";
import { textChannel } from "./plain.ts";

/** Its rooms: a channel, a forum, and the thread in that. */
export const [general, help, thread] = [1, 2, 3];
const picture = "0123456789abcdef0123456789abcdef";

/** Something in every table, put there as the server does. */
export function fill({ call, part }: MemoryDatabase): void {
  const fox = {
    ...blankRole("r:fox", "Fox", 0),
    ...{ mentionableBy: ["r:fox"], gradient: ["#123", "#456"], formerNames: ["vixen"] },
  };
  const role = { roles: [fox], removed: [], users: [], channels: [] };
  call(changeRoles(role));
  const text = textChannel("general");
  const view = [{ role: "r:fox", blocks: false }];
  const { permissions } = text;
  const listed = { ...text, permissions: { ...permissions, lists: { ...permissions.lists, view } } };
  const forum = { ...textChannel("help"), type: "forum" as const };
  const order = [{ added: 0 }, { added: 1 }];
  call(changeChannelList({ changed: [], removed: [], added: [listed, forum], order, now: 1 }));
  for (const name of ["mira", "nora", "paul", "zoe"]) {
    const user = {
      ...{ id: `u:${name}`, username: name, nickname: null, roles: ["r:fox"], pfp: null, createdAt: 0 },
      ...{
        status: { status: "online", text: "tea" } as const,
        bannedAt: null,
        timeoutUntil: null,
        extra: {},
      },
    };
    const visit = { id: user.id, network: "192.0.2.7", at: 1 };
    call(admitUser({ user, isNew: true, passwordHash: null, displaced: [], visit }));
    const pfp = `http://localhost/pictures/${picture}`;
    if (name === "mira")
      call(
        changePicture({ user: { ...user, pfp }, picture: { id: picture, type: "image/gif", data: "R0lG" } }),
      );
  }
  call(setBan({ id: "u:paul", ban: { at: 2, by: "u:mira", reason: null } }));

  const message = (id: string, author: string, content: string): NewMessage => ({
    ...{ id, room: general, author, content, now: 10, replyTo: null, ping: null },
    ...{ mentions: { users: [], roles: [] }, embeds: null, nonce: null },
  });
  const say = (given: NewMessage) => call(insertMessage(given));
  say({ ...message("m1", "u:mira", "Hello @nora"), mentions: { users: ["u:nora"], roles: ["r:fox"] } });
  say({ ...message("m2", "u:nora", "Hello you"), replyTo: "m1", nonce: "n" });
  say(message("m3", "u:mira", "never mind"));
  const own = { actor: "u:mira", mayOwn: true, mayAny: false, record: null };
  call(deleteMessage({ id: "m3", room: general, ...own }));
  call(editMessage({ id: "m1", room: general, author: "u:mira", content: "Hello, fox", now: 20 }));
  for (const [user, emoji] of [
    ["u:mira", "🦊"],
    ["u:nora", "🦊"],
    ["u:nora", "🍵"],
  ] as const) {
    call(changeReaction({ room: general, id: "m1", emoji, user, gives: true, wakes: false }));
  }
  call(pinMessage({ room: general, id: "m1", pinned: true, record: null }));
  for (const [id, multiple] of [
    ["p1", false],
    ["p2", true],
  ] as const) {
    const option = (id: string) => ({ id, text: id, emoji: null, votes: 0, voters: null });
    const poll = { question: "Tea?", options: [option("yes"), option("no")], expiresAt: 100, endedAt: null };
    call(createPoll({ message: message(`m:${id}`, "u:mira", ""), poll: { id, multiple, ...poll } }));
    call(votePoll({ poll: id, user: "u:nora", options: multiple ? ["yes", "no"] : ["yes"], now: 3 }));
  }
  call(endPoll({ poll: "p2", user: "u:mira", now: 4, record: null }));
  const asked = { id: "t1", parent: help, name: "why", createdBy: "u:mira", createdAt: 5 };
  const first = message("m5", "u:mira", "because");
  call(createThread({ thread: { ...asked, participants: ["u:mira", "u:nora"] }, first }));
  call(markRead({ user: "u:nora", roles: [], room: general, message: "m1", force: true }));
  call(removeUser({ id: "u:zoe", now: 6 }));
  const actor = { id: "u:mira", name: "mira" };
  part(
    recordAudit({
      id: "a1",
      at: 7,
      action: "user_ban",
      actor,
      target: null,
      text: null,
      channel: null,
      details: { reason: "spam" },
    }),
  );
  const planned = { room: general, createdAt: 8 };
  const later = { id: "s1", author: "u:nora", content: "later", replyTo: "m1", sendAt: 90 };
  call(schedule({ message: { ...planned, ...later }, most: 9 }));
  const reminder = { id: "r1", user: "u:nora", text: "tea", message: "m1", remindAt: 90 };
  call(insertReminder({ reminder: { ...planned, ...reminder }, most: 9 }));
  while (call(indexSome({ work: 64 }))) {}
}
