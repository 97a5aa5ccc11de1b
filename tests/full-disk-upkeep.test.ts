/** No space left in an import of a reference folder and in the retention of messages: what was there stays. */
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { faultsOf } from "./support/archives.ts";
import { countIn } from "./support/count-in.ts";
import { writeReference } from "./support/reference/folder.ts";
import { makeModel } from "./support/reference/model.ts";
import { run } from "./support/run.ts";
import { newFolder, spawnServer, startTestServer, writeConfig } from "./support/server.ts";
import { smallDisk } from "./support/small-disk.ts";
import { settle } from "./support/store-checker.ts";
import { openTown } from "./support/town.ts";
import { until } from "./support/until.ts";

const probe = smallDisk("1m");
probe?.remove();
const onSmallDisk = test.skipIf(!probe);

onSmallDisk(
  "an import of a reference folder without space says so, and goes on when there is some",
  async () => {
    const old = newFolder();
    const small = smallDisk("16m");
    if (!small) throw new Error("no disk");
    try {
      writeReference(makeModel("E", 21), old);
      const args = ["import", old, "--data", join(small.folder, "data")];
      small.leave?.(400_000);
      const refused = await run("cli/main.ts", [...args, "--json"]);
      expect(refused.code).toBe(1);
      expect(JSON.parse(refused.stdout).error).toContain("the disk is full");
      small.free(null);
      expect((await run("cli/main.ts", args)).code).toBe(0);
      expect(countIn(join(small.folder, "data"), "messages")).toBe(120);
      expect(faultsOf(join(small.folder, "data"))).toEqual([]);
    } finally {
      small.remove();
      rmSync(old, { recursive: true });
    }
  },
  60_000,
);

onSmallDisk(
  "retention without space deletes nothing by halves, says so, and goes on when there is some",
  async () => {
    const small = smallDisk("16m");
    if (!small) throw new Error("no disk");
    try {
      const config = { retention: { messages_days: 1 }, DB: { reserve: 0 } };
      const before = Date.now() - 3 * 86_400_000;
      const town = await openTown({ folder: small.folder, config, now: () => before });
      const [olga, mira] = await town.people("olga", "mira");
      const pinned = await mira.request("message_new", { channel: "general", content: "stays" });
      await olga.request("message_pin", { channel: "general", id: pinned.message.id });
      for (let n = 0; n < 200; n++) {
        const { message } = await mira.request("message_new", { channel: "general", content: `${n}` });
        await mira.request("message_react_add", { channel: "general", id: message.id, emoji: "👍" });
      }
      await town.server.stop();
      town.rotur.stop();
      // Something of today, so that the clock is believed.
      writeConfig(small.folder, { DB: { reserve: 0 } });
      const today = await startTestServer({ folder: small.folder });
      await today.stop();
      new Database(join(small.folder, "db", "server.db")).run("UPDATE users SET created_at = unixepoch()");
      writeConfig(small.folder, config);
      {
        await using server = await spawnServer(small.folder);
        small.fill(server.pid);
        await until(
          "a refusal",
          () =>
            server.errors().includes('"cmd":"retention","reason":"database or disk is full"') || undefined,
        );
        expect(countIn(small.folder, "messages")).toBeGreaterThan(1);
        expect(countIn(small.folder, "reactions")).toBe(countIn(small.folder, "messages") - 1);
        small.free(server.pid);
        await until("the end", () => countIn(small.folder, "messages") === 1 || undefined);
        expect(countIn(small.folder, "reactions")).toBe(0);
        server.kill("SIGTERM");
        expect(await server.exited).toBe(0);
      }
      // The search index follows behind the writes.
      const last = await startTestServer({ folder: small.folder, config });
      await settle(last.store, Date.now());
      await last.stop();
      expect(faultsOf(small.folder)).toEqual([]);
    } finally {
      small.remove();
    }
  },
  60_000,
);
