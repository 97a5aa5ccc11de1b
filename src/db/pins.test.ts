import { expect, test } from "bun:test";
import { addMembers, openMemoryDatabase, sentMessage } from "../../tests/support/memory-database.ts";
import { textChannel } from "../../tests/support/plain.ts";
import { changeChannelList } from "./channels.ts";
import { pinMessage, pinnedInForum } from "./pins.ts";
import { createThread } from "./threads.ts";

test("of the same time, the pin of the newer thread is the newer one", () => {
  const database = openMemoryDatabase();
  addMembers(database, "mira");
  const forum = { ...textChannel("ideas"), type: "forum" as const };
  database.call(
    changeChannelList({ changed: [], removed: [], added: [forum], order: [{ added: 0 }], now: 1 }),
  );
  for (const id of ["a", "b", "c"]) {
    const thread = { id, parent: 1, name: id, createdBy: "mira", createdAt: 1, participants: ["mira"] };
    const opened = database.call(createThread({ thread, first: null }));
    const room = "room" in opened ? opened.room : 0;
    sentMessage(database, { id: `in ${id}`, room, author: "mira", now: 5 });
    database.call(pinMessage({ room, id: `in ${id}`, pinned: true, record: null }));
  }
  const pinned = database.call(pinnedInForum({ parent: 1, limit: 9 }));
  expect(pinned.map(({ id }) => id)).toEqual(["in c", "in b", "in a"]);
  database.close();
});
