/** What requests ask of the database goes through its indexes, whatever the history weighs. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { addChannels, type MemoryDatabase, openMemoryDatabase } from "../../tests/support/memory-database.ts";
import { parseSearch } from "../chat/search-query.ts";
import { deleteMessage } from "./delete-message.ts";
import { editMessage } from "./edit-message.ts";
import { pageAround, pageByOffset, replies } from "./history.ts";
import { markRead, unreadCounts } from "./markers.ts";
import { mentionsPage } from "./mentions-page.ts";
import { messageById, threadRoomOf } from "./messages.ts";
import { pinMessage, pinnedInForum, pinnedMessages } from "./pins.ts";
import { insertMessage } from "./post-message.ts";
import { changeReaction } from "./reactions.ts";
import { findMessages } from "./search.ts";
import { indexSome } from "./search-index.ts";
import { createThread } from "./threads.ts";
import { earlierVersions } from "./versions.ts";

let database: MemoryDatabase;
beforeEach(() => {
  database = openMemoryDatabase();
});
afterEach(() => database.close());

test("pages, searches, the inbox, unread counts and every change are look-ups, never scans", async () => {
  const { call } = database;
  const [channel = 0, forum = 0] = addChannels(database, "general", "help");
  database.sql("UPDATE channels SET type = 'forum' WHERE id = ?", [forum]);
  // By hand: joining goes through all channels, to mark them as read.
  database.sql(
    `INSERT INTO users (id, username, username_key, roles, status, status_text, created_at, extra)
      VALUES ('mira', 'mira', 'mira', '[]', 'online', '', 1, '{}')`,
  );
  const user = { user: "mira", roles: ["cook"] };
  const thread = {
    id: "t",
    parent: forum,
    name: "x",
    createdBy: "mira",
    createdAt: 1,
    participants: ["mira"],
  };
  const opened = call(createThread({ thread, first: null }));
  const room = "room" in opened ? opened.room : 0;
  for (const [id, where] of [
    ["m1", channel],
    ["m2", channel],
    ["m3", room],
  ] as const) {
    call(
      insertMessage({
        id,
        room: where,
        author: "nora",
        content: "tea",
        now: 1,
        nonce: id,
        ping: null,
        replyTo: id === "m2" ? "m1" : null,
        mentions: { users: ["mira"], roles: ["cook"] },
        embeds: null,
      }),
    );
  }
  call(editMessage({ id: "m1", room: channel, author: "nora", content: "more tea", now: 2 }));
  call(changeReaction({ room: channel, id: "m1", emoji: "👍", user: "mira", gives: true, wakes: false }));
  call(pinMessage({ room: channel, id: "m1", pinned: true, record: null }));
  call(pageByOffset({ room: channel, skip: 0, limit: 100 }));
  call(pageAround({ room: channel, id: "m1", below: 50, above: 50, withTarget: true }));
  call(messageById({ room: channel, id: "m1" }));
  call(threadRoomOf({ parent: forum, id: "m3" }));
  call(replies({ room: channel, id: "m1", after: "m2", limit: 50 }));
  call(earlierVersions({ room: channel, id: "m1" }));
  call(pinnedMessages({ room: channel, limit: 250 }));
  call(pinnedInForum({ parent: forum, limit: 250 }));
  call(markRead({ ...user, room: channel, message: "m1", force: true }));
  call(unreadCounts({ ...user, rooms: [channel], joined: true }));
  call(mentionsPage({ ...user, channels: [channel, forum], skip: 0, limit: 50 }));
  const search = parseSearch("tea -from:mira");
  if (!search) throw new Error("nothing asked");
  const find = {
    search: { ...search, authors: [], notAuthors: ["mira"] },
    rooms: [channel, room],
    before: null,
  };
  const ask = async <Result>(read: Parameters<typeof call>[0]) => call(read) as Result;
  expect((await findMessages(ask, { ...find, limit: 30 }))?.messages).toHaveLength(3);
  while (call(indexSome({ work: 100 }))) {}
  expect((await findMessages(ask, { ...find, limit: 30 }))?.messages).toHaveLength(3);
  call(
    deleteMessage({
      id: "m1",
      room: channel,
      actor: "olga",
      mayOwn: false,
      mayAny: true,
      record: null,
    }),
  );
  const plans = database.plans();
  const scanned = plans.flatMap(
    (step) => /^SCAN (\w+)\b(?! VIRTUAL TABLE| VALUES CLAUSE| ROW|-)/.exec(step)?.[1] ?? [],
  );
  // What a statement gathered itself; and what waits to be indexed, of which each step takes some from one end.
  expect(scanned).toEqual(["place", "found", "q", "search_new", "search_removals", "search_unindexed"]);
  // Without these a whole room, or all that ever called somebody, would be gone through.
  for (const index of ["messages_id", "messages_reply", "messages_pinned", "mentions_newest"]) {
    expect([index, plans.some((step) => step.includes(` ${index} `))]).toEqual([index, true]);
  }
});
