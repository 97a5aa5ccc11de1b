import { expect, test } from "bun:test";
import { addChannels, openMemoryDatabase, sentMessage } from "../../tests/support/memory-database.ts";
import { editMessage } from "./edit-message.ts";
import { purgeVersions } from "./versions.ts";

test("a walk through all versions removes the old ones, a few at a time", () => {
  const database = openMemoryDatabase();
  const [room = 0] = addChannels(database, "general");
  const author = "mira";
  const mentions = { users: [], roles: [] };
  for (let n = 1; n <= 3; n++) {
    const { id } = sentMessage(database, { room, author, now: n * 100 });
    // The versions are of the times n00, n10 and n20.
    for (const later of [10, 20, 30]) {
      database.call(editMessage({ id, room, author, content: `${later}`, mentions, now: n * 100 + later }));
    }
  }
  let steps = 0;
  for (let after: number | null = 0; after !== null; steps++) {
    after = database.call(purgeVersions({ before: 211, after, limit: 2 }));
  }
  expect(steps).toBe(5);
  expect(database.sql("SELECT at FROM message_versions ORDER BY at")).toEqual(
    [220, 300, 310, 320].map((at) => ({ at })),
  );
  database.close();
});
