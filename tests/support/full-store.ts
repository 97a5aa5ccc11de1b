/**
 * A store with a row in every table, all of it sound, and all writes, to be tried on it. The rows that several of them
 * need are in full-store-rows.ts.
 */
import { blankRole } from "../../src/chat/blank-role.ts";
import { expireAttachments, insertAttachment, removeAttachment } from "../../src/db/attachments.ts";
import { audited, purgeAudit, recordAudit, recordOnly } from "../../src/db/audit.ts";
import { setBan } from "../../src/db/bans.ts";
import { checkBlob, claimBlobs, forgetBlob } from "../../src/db/blobs.ts";
import { createBot, resetBotToken } from "../../src/db/bots.ts";
import { addChannel, changeChannelList, updateChannel } from "../../src/db/channels.ts";
import { deleteMessage } from "../../src/db/delete-message.ts";
import { editMessage } from "../../src/db/edit-message.ts";
import { beginErasure, eraseFromAudit, eraseFromMessages, finishErasure } from "../../src/db/erase-user.ts";
import { applyEdit } from "../../src/db/hand-edit.ts";
import { deleteInvite, insertInvite, purgeInvites } from "../../src/db/invites.ts";
import { endAllSessions, endSession, purgeSessions } from "../../src/db/login-sessions.ts";
import { changePassword, noteLogin, resetPassword, setPasswordHash } from "../../src/db/logins.ts";
import { markRead, unreadCounts } from "../../src/db/markers.ts";
import { emojiStore, stickerStore } from "../../src/db/named-pictures.ts";
import { forgetNonces } from "../../src/db/nonces.ts";
import { changePicture, forgetPictures } from "../../src/db/pictures.ts";
import { pinMessage } from "../../src/db/pins.ts";
import { votePoll } from "../../src/db/poll-votes.ts";
import { createPoll, endExpiredPolls, endPoll } from "../../src/db/polls.ts";
import { keyOf } from "../../src/db/positions.ts";
import { changeAndPost, insertMessage, type NewMessage, postAlone } from "../../src/db/post-message.ts";
import type { Write } from "../../src/db/procedure.ts";
import { purgeDeletedRoom } from "../../src/db/purge.ts";
import { purgeNewest } from "../../src/db/purge-messages.ts";
import { finishPush, postponePush, queuePushes } from "../../src/db/push-queue.ts";
import { setPushMute, setQuietHours } from "../../src/db/push-settings.ts";
import {
  forgetPush,
  forgetUnusedPush,
  losePush,
  subscribePush,
  unsubscribePush,
  usePush,
} from "../../src/db/push-subscriptions.ts";
import { changeReaction } from "../../src/db/reactions.ts";
import { deleteReminder, insertReminder } from "../../src/db/reminders.ts";
import { expireMessages, expireThread } from "../../src/db/retention.ts";
import { changeRoles } from "../../src/db/roles.ts";
import {
  failScheduled,
  postponeScheduled,
  postScheduled,
  schedule,
  unschedule,
} from "../../src/db/scheduled.ts";
import { indexSome } from "../../src/db/search-index.ts";
import { createThread, deleteThread, joinThread, leaveThread, updateThread } from "../../src/db/threads.ts";
import { beginUpload, endUpload, forgetUploads } from "../../src/db/unfinished-uploads.ts";
import { admitInvitedUser, admitUser, removeUser, updateUsers } from "../../src/db/users.ts";
import { purgeVersions } from "../../src/db/versions.ts";
import { deleteWebhook, insertWebhook, updateWebhook } from "../../src/db/webhooks.ts";
import {
  asBot,
  blob,
  bot,
  browser,
  file,
  general,
  help,
  invite,
  listed,
  message,
  nights,
  noChannels,
  noRoles,
  nora,
  now,
  oda,
  order,
  picture,
  pictureFile,
  planned,
  poll,
  reader,
  record,
  reminder,
  rooms,
  session,
  small,
  started,
  tea,
  thread,
  unfinished,
  unused,
  webhook,
} from "./full-store-rows.ts";
import type { MemoryDatabase } from "./memory-database.ts";
import { textChannel } from "./plain.ts";

/** Something in every table, put there as the server does. */
export function fill({ call, part }: MemoryDatabase): void {
  const fox = {
    ...blankRole("r:fox", "Fox", 0),
    mentionableBy: ["r:fox"],
    gradient: ["#123", "#456"],
    formerNames: ["vixen"],
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
      id: `u:${name}`,
      username: name,
      nickname: null,
      roles: ["r:fox"],
      pfp: null,
      createdAt: 0,
      status: { status: "online", text: "tea" } as const,
      bannedAt: null,
      timeoutUntil: null,
      extra: {},
    };
    const visit = { id: user.id, network: "192.0.2.7", at: 1 };
    call(
      admitUser({
        user,
        isNew: true,
        passwordHash: null,
        displaced: [],
        note: { visit, session: session(user.id, `s:${name}`) },
      }),
    );
    const pfp = `http://localhost/pictures/${picture}`;
    if (name === "mira")
      call(
        changePicture({ user: { ...user, pfp }, picture: { id: picture, type: "image/gif", data: "R0lG" } }),
      );
  }
  call(setBan({ id: "u:paul", ban: { at: 2, by: "u:mira", reason: null } }));

  const message = (id: string, author: string, content: string): NewMessage => ({
    id,
    room: general,
    author,
    content,
    now: 10,
    replyTo: null,
    ping: null,
    mentions: { users: [], roles: [] },
    embeds: null,
    nonce: null,
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
  call(insertWebhook({ webhook: { ...webhook, id: "w1", room: general, tokenHash: "one" }, most: 9 }));
  const wave = { name: "wave", file: pictureFile("e1"), description: null };
  call(emojiStore.insert({ ...wave, most: 9, record: null }));
  call(stickerStore.insert({ ...wave, description: "Hello", most: 9, record: null }));
  call(insertInvite({ invite, most: 9 }));
  call(createBot({ bot: { ...bot, user: "u:bot", tokenHash: "one" }, user: asBot("bot"), most: 9 }));
  call(beginUpload({ upload: { ...unfinished, id: "u1" }, most: 9, space: null }));
  const blobs = [blob, small, unused].map((hash) => ({ hash, size: 5 }));
  call(claimBlobs({ blobs }));
  for (const [id, uploader] of [
    ["f1", "u:mira"],
    ["f2", "u:nora"],
  ] as const) {
    call(insertAttachment({ upload: { ...file, id, uploader }, most: -1 }));
  }
  const attached = { ids: ["f1"], author: "u:mira", channel: general, now: 9 };
  say({ ...message("m7", "u:mira", ""), attachments: attached });
  for (const name of ["nora", "paul"]) {
    call(
      subscribePush({
        subscription: { ...browser, hash: `b:${name}`, user: `u:${name}`, session: `s:${name}` },
        now: 1,
        most: 9,
      }),
    );
  }
  call(setQuietHours({ user: "u:nora", quietHours: nights }));
  call(setPushMute({ user: "u:nora", room: thread, muted: true }));
  const target = { reason: "role", role: "r:fox" } as const;
  for (const id of ["c1", "c2"]) {
    say({
      ...message(id, "u:mira", "Hello @nora"),
      mentions: { users: ["u:nora"], roles: [] },
      pushes: true,
    });
  }
  call(
    queuePushes({
      messages: [{ message: keyOf(general, 7), targets: [{ ...target, subscription: "b:nora" }] }],
      most: 9,
    }),
  );
  while (call(indexSome({ work: 64 }))) {}
}

/** Writes that say what nora, a room, a message, a poll or the role have to do with it; or why they have nothing. */
export const writes: Readonly<Record<string, readonly Write<unknown>[] | string>> = {
  "attachment.insert": [
    insertAttachment({ upload: file, most: 1 }),
    insertAttachment({ upload: { ...file, room: null }, most: -1 }),
  ],
  "attachment.remove": [
    removeAttachment({ id: "f1", now, record }),
    removeAttachment({ id: "f2", now, record: null }),
  ],
  "attachments.expire": [
    expireAttachments({ now: 100, unsentBefore: 0, limit: 1 }),
    expireAttachments({ now: 0, unsentBefore: 100, limit: 1 }),
  ],
  "audit.purge": [purgeAudit({ expired: [], textsBefore: 0, limit: 1 })],
  "audit.record": [recordOnly({ record }), recordOnly({ record: null })],
  "audit.with": [audited(updateUsers({ users: [nora] }), record)],
  "blobs.check": [checkBlob({ hash: blob }), checkBlob({ hash: unused })],
  "blobs.claim": [claimBlobs({ blobs: [{ hash: "d".repeat(64), size: 1 }] })],
  "blobs.forget": [forgetBlob({ hash: unused })],
  "bot.all": "reads only",
  "bot.create": [
    createBot({ bot: { ...bot, user: "u:robot", tokenHash: "two" }, user: asBot("robot"), most: 9 }),
  ],
  "bot.token": [resetBotToken({ user: "u:bot", hash: "three" })],
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
      roles: noRoles,
      users: [],
      channels: noChannels,
      renamed: [general],
      bans: [{ id: "u:nora", ban: { at: now, by: null, reason: null } }],
    }),
    applyEdit({
      roles: noRoles,
      users: [],
      bans: [],
      renamed: [general],
      channels: { ...noChannels, changed: [listed(general, "other", "text")] },
    }),
  ],
  "emoji.delete": [emojiStore.delete({ id: 1 })],
  "emoji.insert": [emojiStore.insert({ ...tea, description: null, most: 9, record })],
  "emoji.update": [emojiStore.update({ id: 1, ...tea })],
  "sticker.delete": [stickerStore.delete({ id: 1 })],
  "sticker.insert": [stickerStore.insert({ ...tea, description: "Hot", most: 9, record })],
  "sticker.update": [stickerStore.update({ id: 1, ...tea, description: "Hot" })],
  "invite.purge": [purgeInvites({ before: 1e12 })],
  "invite.delete": [deleteInvite({ code: "0123456789AB" })],
  "invite.insert": [insertInvite({ invite: { ...invite, code: "AAAAAAAAAAAA" }, most: 9 })],
  "login_session.purge": [purgeSessions({ before: 1e12, limit: 1 })],
  "login_session.end_all": [endAllSessions({ user: "u:nora" })],
  "login_session.end": [endSession({ user: "u:nora", id: "s:nora" })],
  "marker.move": rooms.flatMap(([, room]) => [
    markRead({ ...reader, room, message: null, force: true }),
    markRead({ ...reader, room, message: room === general ? "m1" : "m5", force: true }),
  ]),
  "markers.counts": [unreadCounts({ ...reader, rooms: [general, thread], joined: true })],
  "message.delete": rooms.map(([, room]) => {
    const may = { actor: "u:nora", mayOwn: true, mayAny: true, record, keepsText: true };
    return deleteMessage({ id: room === general ? "m1" : "m5", room, ...may });
  }),
  "message.purge_versions": [purgeVersions({ before: 1e18, after: 0, limit: 1 })],
  "message.purge": rooms.flatMap(([, room]) =>
    [null, "u:mira"].map((author) => purgeNewest({ room, most: 2, author, record, keepsText: true })),
  ),
  "message.edit": rooms.map(([, room]) =>
    editMessage({
      id: room === general ? "m2" : "m5",
      room,
      author: room === general ? "u:nora" : "u:mira",
      content: "edited",
      mentions: { users: ["u:nora"], roles: ["r:bear"] },
      now,
      wakes: true,
    }),
  ),
  "message.insert": rooms.flatMap(([, room]) => [
    insertMessage({ ...message(room, "m9"), wakes: true, nonce: "n" }),
    insertMessage({ ...message(room, "m9"), replyTo: room === general ? "m1" : "m5" }),
    insertMessage({
      ...message(room, "m9"),
      attachments: { ids: ["f2"], author: "u:nora", channel: room === general ? general : help, now },
    }),
  ]),
  "message.post": rooms.map(([, room]) =>
    postAlone({ ...message(room, "m9"), author: "originChats", wakes: true, byNobody: true }),
  ),
  "message.with": rooms.map(([, room]) =>
    changeAndPost({
      change: deleteWebhook({ id: "w1" }),
      message: { ...message(room, "m9"), author: "originChats", wakes: true, byNobody: true },
    }),
  ),
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
  "push.finish": [finishPush({ id: 1, sent: { hash: "b:nora", now } })],
  "push.forget": [forgetUnusedPush({ before: now })],
  "push.gone": [forgetPush({ hash: "b:nora" })],
  "push.lose": [losePush({ hash: "b:nora" })],
  "push.mute": rooms.flatMap(([, room]) =>
    [true, false].map((muted) => setPushMute({ user: "u:nora", room, muted })),
  ),
  "push.postpone": [postponePush({ hash: "b:nora", at: 90 })],
  "push.queue": [
    queuePushes({
      messages: [
        { message: keyOf(general, 8), targets: [{ subscription: "b:nora", reason: "user", role: null }] },
      ],
      most: 1,
    }),
  ],
  "push.quiet": [
    setQuietHours({ user: "u:nora", quietHours: { ...nights, from: "21:00" } }),
    setQuietHours({ user: "u:nora", quietHours: null }),
  ],
  "push.settings_of": "reads only",
  "push.subscribe": [
    subscribePush({
      subscription: { ...browser, hash: "b:new", user: "u:nora", session: "s:nora" },
      now,
      most: 9,
    }),
    subscribePush({
      subscription: { ...browser, hash: "b:paul", user: "u:nora", session: null },
      now,
      most: 1,
    }),
  ],
  "push.unsubscribe": [unsubscribePush({ hash: "b:nora", user: "u:nora" })],
  "push.used": [usePush({ users: ["u:nora"], key: "key", now })],
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
  "user.erase": [finishErasure({ user: "u:mira", as: "u:zoe", record })],
  "user.erase_begin": [beginErasure({ as: "erased:1", name: "Deleted user", now })],
  "user.erase_audit": [
    eraseFromAudit({ user: "u:mira", as: "u:zoe", name: "Deleted user", after: 0, limit: 9 }),
  ],
  "user.erase_messages": rooms.flatMap(([, room]) =>
    [true, false].map((deletes) =>
      eraseFromMessages({ user: "u:mira", as: "u:zoe", keys: [keyOf(room, 1), keyOf(room, 2)], deletes }),
    ),
  ),
  "retention.messages": rooms.map(([, room]) =>
    expireMessages({ room, keys: [1, 2, 3].map((position) => keyOf(room, position)) }),
  ),
  "retention.thread": [expireThread({ room: thread, now })],
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
  "upload.begin": [
    beginUpload({ upload: unfinished, most: 9, space: null }),
    beginUpload({ upload: { ...unfinished, room: null }, most: 9, space: null }),
  ],
  "upload.end": [endUpload({ id: "u1" })],
  "uploads.forget": [forgetUploads({ before: 100 })],
  "user.admit": [
    admitUser({ user: oda, isNew: true, passwordHash: null, displaced: [{ ...nora, username: "nora#1" }] }),
    admitUser({ user: nora, isNew: false, passwordHash: null, displaced: [] }),
  ],
  "user.admit_invited": [
    admitInvitedUser({
      user: oda,
      isNew: true,
      passwordHash: null,
      displaced: [],
      invite: "0123456789AB",
      now,
    }),
  ],
  "user.ban": [
    setBan({ id: "u:nora", ban: { at: now, by: "u:nora", reason: "spam" } }),
    setBan({ id: "u:nora", ban: null }),
  ],
  "user.login_noted": [
    noteLogin({
      visit: { id: "u:nora", network: "192.0.2.9", at: now },
      session: session("u:nora", "s:new"),
    }),
    noteLogin({ visit: null, session: { kind: "used", id: "s:nora", at: now } }),
  ],
  "user.password_change": [changePassword({ id: "u:nora", hash: "x", keep: null })],
  "user.password": [setPasswordHash({ id: "u:nora", hash: "x" })],
  "user.password_reset": [resetPassword({ id: "u:nora", hash: "x" })],
  "user.remove": [removeUser({ id: "u:nora", now })],
  "users.update": [updateUsers({ users: [nora] })],
  "webhook.delete": [deleteWebhook({ id: "w1" })],
  "webhook.insert": rooms.map(([, room]) =>
    insertWebhook({ webhook: { ...webhook, room, tokenHash: "two" }, most: 9 }),
  ),
  "webhook.update": [updateWebhook({ id: "w1", changes: { name: "Builds" } })],
};
