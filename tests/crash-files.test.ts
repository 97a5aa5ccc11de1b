/**
 * `kill -9` among uploads, messages with files, deletions and the removal of what nobody needs. After each restart the
 * folder and the database agree: no message lacks its file, and no file is left that nothing refers to.
 */

import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "../client/index.ts";
import { enterByRotur } from "./support/enter-by-rotur.ts";
import { startFakeRotur } from "./support/fake-rotur.ts";
import { fileFaults, unusedBlobs } from "./support/file-checker.ts";
import { newFolder, spawnServer, writeConfig } from "./support/server.ts";
import { faultsIn } from "./support/store-checker.ts";
import { until } from "./support/until.ts";
import { bodyOf, post } from "./support/uploads.ts";

const rounds = 12;
const senders = 6;
const channel = "general";

/** What the members know for certain, over all rounds. */
interface Known {
  /** Bytes of the files of messages that were acknowledged, by id. */
  readonly sent: Map<string, Buffer>;
  /** Ids of files whose deletion was asked for. */
  readonly deleted: Set<string>;
}

test(`${rounds} times kill -9 among ${senders} members who upload`, async () => {
  const folder = newFolder();
  const rotur = startFakeRotur();
  writeConfig(folder, { auth_mode: "rotur", rotur: { base_url: rotur.url } });
  const known: Known = { sent: new Map(), deleted: new Set() };
  try {
    for (let round = 0; round <= rounds; round++) {
      await using server = await spawnServer(folder);
      await until("a folder with all that is needed and nothing else", () =>
        unusedBlobs(folder) === 0 && fileFaults(folder).length === 0 ? true : undefined,
      ).catch(() => expect(fileFaults(folder)).toEqual([]));
      const faults = faultsIn(join(folder, "db", "server.db")).filter((fault) => !/search|nonce/.test(fault));
      expect(faults).toEqual([]);
      for (const [id, bytes] of known.sent) {
        if (known.deleted.has(id)) continue;
        const answer = await fetch(`${server.url}/attachments/${id}`);
        expect([id, answer.status, Buffer.from(await answer.arrayBuffer())]).toEqual([
          id,
          200,
          Buffer.from(bytes),
        ]);
      }
      if (round === rounds) break;
      const clients = await Promise.all(
        Array.from({ length: senders }, (_, index) => enterByRotur(rotur, server.ws, `sender${index}`)),
      );
      const first = Promise.withResolvers<void>();
      const storms = clients.map((client, index) =>
        storm(client, server.url, known, `${round}-${index}`, first.resolve),
      );
      await first.promise;
      await Bun.sleep(Math.random() * 300);
      server.kill("SIGKILL");
      expect(await server.exited).toBe("SIGKILL");
      await Promise.all(storms);
    }
    expect(known.sent.size).toBeGreaterThan(rounds);
  } finally {
    await rotur.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);

/** Uploads, sends and deletes as fast as answers come, until the connection breaks. */
async function storm(
  client: Client,
  url: string,
  known: Known,
  name: string,
  done: () => void,
): Promise<void> {
  try {
    const { key } = await client.request("attachment_upload_key");
    for (let count = 0; ; count++) {
      // Every third file is the same, so that members share blobs.
      const text = count % 3 === 0 ? "shared" : `${name}-${count}`;
      const bytes = Buffer.from(`%PDF-1.7\n${text}\n`.repeat(1 + (count % 4) * 5000));
      const answer = await post(url, bodyOf({ bytes, channel }), { Authorization: `Bearer ${key}` });
      const { attachment } = (await answer.json()) as { attachment: { id: string } };
      if (count % 5 === 4) {
        await leaveUnfinished(url, key);
        continue;
      }
      const { message } = await client.request("message_new", {
        channel,
        content: text,
        attachments: [attachment],
      });
      known.sent.set(attachment.id, bytes);
      done();
      if (count % 4 === 1) {
        known.deleted.add(attachment.id);
        await client.request("message_delete", { channel, id: message.id });
      } else if (count % 4 === 2) {
        known.deleted.add(attachment.id);
        await client.request("attachment_delete", { attachment_id: attachment.id });
      }
    }
  } catch {
    // The server was killed.
  }
}

/** Begins an upload in pieces, and sends only one of them. */
async function leaveUnfinished(url: string, key: string): Promise<void> {
  const headers = { Authorization: `Bearer ${key}` };
  const begun = await fetch(`${url}/attachments/resumable`, {
    method: "POST",
    headers,
    body: JSON.stringify({ name: "half.pdf", size: 500_000, channel }),
  });
  const { upload } = (await begun.json()) as { upload?: string };
  // A member has only some at a time.
  if (upload === undefined) return;
  await fetch(`${url}/attachments/resumable/${upload}`, {
    method: "PUT",
    headers,
    body: Buffer.alloc(250_000),
  });
}
