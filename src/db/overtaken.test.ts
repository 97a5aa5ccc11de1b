/**
 * A write is decided on what memory holds and stored later: a member may have left by then, a room have been closed, a
 * role, a thread or a message deleted. Whatever a write names, it leaves no row that points at nothing. A new write has
 * no row here at first, which fails the first test.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { fill, general, help, thread } from "../../tests/support/full-store.ts";
import { type MemoryDatabase, openMemoryDatabase } from "../../tests/support/memory-database.ts";
import { textChannel } from "../../tests/support/plain.ts";
import { storeFaults } from "../../tests/support/store-checker.ts";
import { blankRole } from "../chat/blank-role.ts";
import type { Channel, User } from "../chat/model.ts";
import { audited, purgeAudit } from "./audit.ts";
import { setBan } from "./bans.ts";
import { addChannel, changeChannelList, updateChannel } from "./channels.ts";
import { deleteMessage } from "./delete-message.ts";
import { editMessage } from "./edit-message.ts";
import { applyEdit } from "./hand-edit.ts";
import { rememberNetwork, resetPassword, setPasswordHash } from "./logins.ts";
import { markRead, unreadCounts } from "./markers.ts";
import { forgetNonces } from "./nonces.ts";
import { changePicture, forgetPictures } from "./pictures.ts";
import { pinMessage } from "./pins.ts";
import { votePoll } from "./poll-votes.ts";
import { createPoll, endExpiredPolls, endPoll } from "./polls.ts";
import { insertMessage } from "./post-message.ts";
import { type Write, writeNames } from "./procedure.ts";
import { purgeDeletedRoom } from "./purge.ts";
import { changeReaction } from "./reactions.ts";
import { deleteReminder, insertReminder } from "./reminders.ts";
import { changeRoles } from "./roles.ts";
import { failScheduled, postponeScheduled, postScheduled, schedule, unschedule } from "./scheduled.ts";
import { indexSome } from "./search-index.ts";
import { createThread, deleteThread, joinThread, leaveThread, updateThread } from "./threads.ts";
import { admitUser, removeUser, updateUsers } from "./users.ts";

let database: MemoryDatabase;
beforeAll(() => {
  database = openMemoryDatabase();
  fill(database);
  database.call(changeRoles({ roles: [bear], removed: [], users: [], channels: [] }));
});
afterAll(() => database.close());

/** Nobody holds it yet, so that its deletion changes nothing else. */
const bear = blankRole("r:bear", "Bear", 1);
const now = 50;
const nora: User = {
  ...{ id: "u:nora", username: "nora", nickname: "No", roles: ["r:bear"], pfp: null, createdAt: 0 },
  ...{ status: { status: "dnd", text: "tea" }, bannedAt: null, timeoutUntil: null, extra: {} },
};
const oda: User = { ...nora, id: "u:oda", username: "oda" };
const listed = (id: number, name: string, type: Channel["type"]): Channel => {
  const channel = textChannel(name);
  const { lists } = channel.permissions;
  const view = [{ role: "r:bear", blocks: false }];
  return { ...channel, id, type, permissions: { ...channel.permissions, lists: { ...lists, view } } };
};
const rooms = [
  ["general", general],
  ["the thread", thread],
] as const;
const message = (room: number, id: string) => ({
  ...{ id, room, author: "u:nora", content: "Hello @mira", now, replyTo: null, ping: null, embeds: null },
  ...{ mentions: { users: ["u:mira", "u:nora"], roles: ["r:bear"] }, nonce: null },
});
const started = { id: "t9", parent: help, name: "what", createdBy: "u:nora", createdAt: now };
const poll = {
  ...{ id: "p9", question: "Tea?", multiple: false, expiresAt: null, endedAt: null },
  options: [{ id: "yes", text: "yes", emoji: null, votes: 0, voters: null }],
};
const reminder = {
  ...{ id: "r9", user: "u:nora", text: "tea", room: general, message: "m1" },
  ...{ remindAt: 80, createdAt: now },
};
const planned = {
  ...{ id: "s9", author: "u:nora", room: general, content: "later", replyTo: null },
  ...{ sendAt: 80, createdAt: now },
};
const record = {
  ...{ id: "a9", at: now, action: "user_update" as const, actor: { id: "u:nora", name: "nora" } },
  ...{ target: { id: "u:nora", name: "nora" }, details: {}, channel: general, text: null },
};
const reader = { user: "u:nora", roles: ["r:bear"] };
const noChannels = { changed: [], removed: [], added: [], order: [], now };
const order = [{ id: general }, { id: help }, { added: 0 }];
const noRoles = { roles: [], removed: [], users: [], channels: [] };

/** Writes that say what nora, a room, a message, a poll or the role have to do with it; or why they have nothing. */
const writes: Readonly<Record<string, readonly Write<unknown>[] | string>> = {
  "audit.purge": [purgeAudit({ expired: [], textsBefore: 0, limit: 1 })],
  "audit.with": [audited(updateUsers({ users: [nora] }), record)],
  "channels.add": [addChannel({ channel: listed(0, "new", "text"), before: [general, help], now, record })],
  "channels.change": [
    changeChannelList({ ...noChannels, changed: [listed(general, "other", "text")] }),
    changeChannelList({ ...noChannels, added: [listed(0, "new", "text")], order }),
    changeChannelList({ ...noChannels, hidden: [general, help] }),
    changeChannelList({ ...noChannels, shown: [listed(general, "again", "text")] }),
    changeChannelList({ ...noChannels, removed: [general, help] }),
  ],
  "channels.update": [
    updateChannel({ channel: listed(general, "other", "text"), renamed: true, record }),
    updateChannel({ channel: listed(help, "other", "forum"), renamed: false, record }),
  ],
  "edit.apply": [
    applyEdit({ roles: noRoles, users: [nora], bans: [], channels: noChannels, renamed: [] }),
    applyEdit({
      ...{ roles: noRoles, users: [], channels: noChannels, renamed: [general] },
      bans: [{ id: "u:nora", ban: { at: now, by: null, reason: null } }],
    }),
    applyEdit({
      ...{ roles: noRoles, users: [], bans: [], renamed: [general] },
      channels: { ...noChannels, changed: [listed(general, "other", "text")] },
    }),
  ],
  "marker.move": rooms.flatMap(([, room]) => [
    markRead({ ...reader, room, message: null, force: true }),
    markRead({ ...reader, room, message: room === general ? "m1" : "m5", force: true }),
  ]),
  "markers.counts": [unreadCounts({ ...reader, rooms: [general, thread], joined: true })],
  "message.delete": rooms.map(([, room]) => {
    const may = { actor: "u:nora", mayOwn: true, mayAny: true, record, keepsText: true };
    return deleteMessage({ id: room === general ? "m1" : "m5", room, ...may });
  }),
  "message.edit": rooms.map(([, room]) =>
    editMessage({
      ...{ id: room === general ? "m2" : "m5", room, author: room === general ? "u:nora" : "u:mira" },
      ...{ content: "edited", mentions: { users: ["u:nora"], roles: ["r:bear"] }, now, wakes: true },
    }),
  ),
  "message.insert": rooms.flatMap(([, room]) => [
    insertMessage({ ...message(room, "m9"), wakes: true, nonce: "n" }),
    insertMessage({ ...message(room, "m9"), replyTo: room === general ? "m1" : "m5" }),
  ]),
  "message.pin": rooms.map(([, room]) =>
    pinMessage({ room, id: room === general ? "m2" : "m5", pinned: true, record }),
  ),
  "meta.set": "names nothing that could go",
  "nonces.forget": [forgetNonces({ now })],
  "picture.change": [changePicture({ user: nora, picture: null })],
  "pictures.forget": [forgetPictures({})],
  "poll.create": rooms.map(([, room]) => createPoll({ message: message(room, "m9"), poll })),
  "poll.end": [endPoll({ poll: "p1", user: "u:nora", now, record })],
  "poll.vote": [votePoll({ poll: "p1", user: "u:nora", options: ["no"], now })],
  "polls.expire": [endExpiredPolls({ now: 1000 })],
  "reaction.change": rooms.flatMap(([, room]) =>
    [true, false].map((gives) => {
      const id = room === general ? "m1" : "m5";
      return changeReaction({ room, id, emoji: gives ? "🐻" : "🦊", user: "u:nora", gives, wakes: true });
    }),
  ),
  "reminder.delete": [deleteReminder({ id: "r1", user: "u:nora" })],
  "reminder.insert": rooms.map(([, room]) => insertReminder({ reminder: { ...reminder, room }, most: 9 })),
  "reminder.of": "reads only",
  "roles.change": [
    changeRoles({ ...noRoles, users: [nora] }),
    changeRoles({ ...noRoles, roles: [{ ...blankRole("r:owl", "Owl", 2), mentionableBy: ["r:bear"] }] }),
    changeRoles({ ...noRoles, channels: [listed(general, "other", "text")] }),
    changeRoles({ ...noRoles, removed: ["r:bear"] }),
  ],
  "rooms.purge": [purgeDeletedRoom({ limit: 1 })],
  "search.index": [indexSome({ work: 64 })],
  "scheduled.delete": [unschedule({ id: "s1", author: "u:nora" })],
  "scheduled.fail": [failScheduled({ id: "s1", code: "send_denied", text: "no" })],
  "scheduled.insert": rooms.map(([, room]) => schedule({ message: { ...planned, room }, most: 9 })),
  "scheduled.of": "reads only",
  "scheduled.post": rooms.map(([, room]) => postScheduled({ id: "s1", message: message(room, "m9") })),
  "scheduled.postpone": [postponeScheduled({ id: "s1", sendAt: 90 })],
  "thread.create": [null, message(0, "m9")].map((first) =>
    createThread({ thread: { ...started, participants: ["u:nora"] }, first }),
  ),
  "thread.delete": [deleteThread({ room: thread, now })],
  "thread.join": ["u:nora", "u:paul"].map((user) => joinThread({ room: thread, user })),
  "thread.leave": [leaveThread({ room: thread, user: "u:nora" })],
  "thread.update": [updateThread({ room: thread, change: { archived: true } })],
  "user.admit": [
    admitUser({ user: oda, isNew: true, passwordHash: null, displaced: [{ ...nora, username: "nora#1" }] }),
    admitUser({ user: nora, isNew: false, passwordHash: null, displaced: [] }),
  ],
  "user.ban": [
    setBan({ id: "u:nora", ban: { at: now, by: "u:nora", reason: "spam" } }),
    setBan({ id: "u:nora", ban: null }),
  ],
  "user.network": [rememberNetwork({ id: "u:nora", network: "192.0.2.9", at: now })],
  "user.password": [setPasswordHash({ id: "u:nora", hash: "x" })],
  "user.password_reset": [resetPassword({ id: "u:nora", hash: "x" })],
  "user.remove": [removeUser({ id: "u:nora", now })],
  "users.update": [updateUsers({ users: [nora] })],
};

const may = { actor: "u:mira", mayOwn: true, mayAny: true, record: null };
const purge = () => {
  while (database.call(purgeDeletedRoom({ limit: 1000 }))) {}
};
const close = (...removed: number[]) => database.call(changeChannelList({ ...noChannels, removed, now: 9 }));
const removals: Readonly<Record<string, () => unknown>> = {
  nothing: () => {},
  "the member": () => database.call(removeUser({ id: "u:nora", now: 9 })),
  "the channel": () => close(general, help),
  "the channel, which is purged": () => {
    close(general, help);
    purge();
  },
  "the thread": () => database.call(deleteThread({ room: thread, now: 9 })),
  "the thread, which is purged": () => {
    database.call(deleteThread({ room: thread, now: 9 }));
    purge();
  },
  "the role": () => database.call(changeRoles({ ...noRoles, removed: ["r:bear"] })),
  "the messages": () => {
    for (const id of ["m1", "m2", "m:p1"]) database.call(deleteMessage({ id, room: general, ...may }));
    database.call(deleteMessage({ id: "m5", room: thread, ...may }));
  },
};

/** In a transaction of its own, as the database thread runs it: a refused write stores nothing. */
function attempt(write: Write<unknown>): void {
  database.sql("SAVEPOINT attempt");
  try {
    database.call(write);
  } catch {
    database.sql("ROLLBACK TO attempt");
  }
  database.sql("RELEASE attempt");
}

function faultsAfter(removal: () => unknown, write: Write<unknown>): string[] {
  database.sql("SAVEPOINT play");
  try {
    removal();
    attempt(write);
    purge();
    while (database.call(indexSome({ work: 64 }))) {}
    database.call(forgetPictures({}));
    return storeFaults((query) => database.sql(query));
  } finally {
    database.sql("ROLLBACK TO play");
    database.sql("RELEASE play");
  }
}

test("every write has a row here, in src/db/overtaken.test.ts", () => {
  expect(Object.keys(writes).toSorted()).toEqual(writeNames().toSorted());
});

describe.each(Object.entries(removals))("%s is gone before it is stored:", (_name, removal) => {
  const all = Object.entries(writes).filter(([, each]) => typeof each !== "string");
  test.each(all)("%s", (_write, each) => {
    for (const write of each as readonly Write<unknown>[]) expect(faultsAfter(removal, write)).toEqual([]);
  });
});
