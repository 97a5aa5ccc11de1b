/** A sound store with something in every table, put there as the server does. */
import { blankRole } from "../../src/chat/blank-role.ts";
import { insertAttachment } from "../../src/db/attachments.ts";
import { recordAudit } from "../../src/db/audit.ts";
import { setBan } from "../../src/db/bans.ts";
import { claimBlobs } from "../../src/db/blobs.ts";
import { createBot } from "../../src/db/bots.ts";
import { changeChannelList } from "../../src/db/channels.ts";
import { deleteMessage } from "../../src/db/delete-message.ts";
import { editMessage } from "../../src/db/edit-message.ts";
import { insertInvite } from "../../src/db/invites.ts";
import { markRead } from "../../src/db/markers.ts";
import { emojiStore, stickerStore } from "../../src/db/named-pictures.ts";
import { changePicture } from "../../src/db/pictures.ts";
import { pinMessage } from "../../src/db/pins.ts";
import { votePoll } from "../../src/db/poll-votes.ts";
import { createPoll, endPoll } from "../../src/db/polls.ts";
import { keyOf } from "../../src/db/positions.ts";
import { insertMessage, type NewMessage } from "../../src/db/post-message.ts";
import { queuePushes } from "../../src/db/push-queue.ts";
import { setPushMute, setQuietHours } from "../../src/db/push-settings.ts";
import { subscribePush } from "../../src/db/push-subscriptions.ts";
import { changeReaction } from "../../src/db/reactions.ts";
import { insertReminder } from "../../src/db/reminders.ts";
import { changeRoles } from "../../src/db/roles.ts";
import { schedule } from "../../src/db/scheduled.ts";
import { indexSome } from "../../src/db/search-index.ts";
import { createThread } from "../../src/db/threads.ts";
import { beginUpload } from "../../src/db/unfinished-uploads.ts";
import { admitUser, removeUser } from "../../src/db/users.ts";
import { insertWebhook } from "../../src/db/webhooks.ts";
import {
  asBot,
  blob,
  bot,
  browser,
  file,
  general,
  help,
  invite,
  nights,
  picture,
  pictureFile,
  session,
  small,
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
      subscribePush({ subscription: { ...browser, hash: `b:${name}`, user: `u:${name}` }, now: 1, most: 9 }),
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
