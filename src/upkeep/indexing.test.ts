import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textChannel } from "../../tests/support/plain.ts";
import { changeChannelList } from "../db/channels.ts";
import { insertMessage } from "../db/post-message.ts";
import type { Write } from "../db/procedure.ts";
import { openSqliteStore } from "../db/sqlite/store.ts";
import { createLog } from "../log/log.ts";
import { startIndexing } from "./indexing.ts";

test("the index catches up with what is written, again and again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "indexing-"));
  const store = await openSqliteStore({ folder, synchronous: "OFF" });
  const written = <Result>(write: Write<Result>) =>
    new Promise<Result | undefined>((resolve) => store.commit(write, resolve));
  const added = [textChannel("general")];
  const order = [{ added: 0 }];
  await written(changeChannelList({ changed: [], removed: [], added, order, now: 1 }));
  const stop = startIndexing(store, createLog({}, { write: () => {} }));
  const database = new Database(join(folder, "server.db"), { readonly: true });
  const indexed = database.query("SELECT count(*) AS count FROM search_words('sugar')");
  const waiting = database.query("SELECT count(*) AS count FROM search_new");

  for (const size of [300, 1]) {
    for (let n = 0; n < size; n++) {
      const message = { id: `${size} ${n}`, room: 1, author: "mira", content: `sugar ${n}`, now: n };
      const rest = {
        replyTo: null,
        ping: null,
        mentions: { users: [], roles: [] },
        embeds: null,
        nonce: null,
      };
      await written(insertMessage({ ...message, ...rest }));
    }
    while ((waiting.get() as { count: number }).count > 0) await Bun.sleep(10);
  }
  expect(indexed.get()).toEqual({ count: 301 });

  stop();
  database.close();
  await store.close();
  rmSync(folder, { recursive: true });
});
