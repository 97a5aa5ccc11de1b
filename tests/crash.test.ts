/**
 * `kill -9` in the middle of a storm. What the server acknowledged or showed to anybody must be there after the
 * restart, once and in order; what was asked but not answered may or may not.
 */

import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import type { Client, WireMessage } from "../client/index.ts";
import { enterByRotur } from "./support/enter-by-rotur.ts";
import { startFakeRotur } from "./support/fake-rotur.ts";
import { randomFrom } from "./support/random.ts";
import { newFolder, spawnServer, writeConfig } from "./support/server.ts";

const rounds = 20;
const senders = 20;
/** Requests of one sender that wait for their answer at once. */
const window = 4;
const channel = "general";

// `CRASH_SEED=…` repeats a run's random choices (though not the machine's timing).
const seed = Number(process.env["CRASH_SEED"] ?? Date.now() % 1_000_000);

/** What the clients know for certain, over all rounds. */
interface Known {
  /** Acknowledged or shown: the contents that the message may have now. */
  readonly contents: Map<string, Set<string>>;
  /** Asked to be deleted, without an answer: either is right. */
  readonly doubtful: Set<string>;
  /** The deletion was acknowledged or shown. */
  readonly deleted: Set<string>;
}

test(`${rounds} times kill -9 among ${senders} senders`, async () => {
  const random = randomFrom(seed);
  const folder = newFolder();
  const rotur = startFakeRotur();
  writeConfig(folder, { auth_mode: "rotur", rotur: { base_url: rotur.url } });
  const known: Known = { contents: new Map(), doubtful: new Set(), deleted: new Set() };
  try {
    for (let round = 0; round <= rounds; round++) {
      await using server = await spawnServer(folder);
      const clients = await Promise.all(
        Array.from({ length: senders }, (_, index) => enterByRotur(rotur, server.ws, `sender${index}`)),
      );
      const [reader] = clients;
      if (reader) await check(reader, known, random);
      if (round === rounds) break;

      const firstAnswer = Promise.withResolvers<void>();
      const storms = clients.map((client, index) =>
        storm(client, known, random, `${round}-${index}`, firstAnswer.resolve),
      );
      await firstAnswer.promise;
      await Bun.sleep(random() * 200);
      server.kill("SIGKILL");
      expect(await server.exited).toBe("SIGKILL");
      await Promise.all(storms);
    }
    expect(known.contents.size).toBeGreaterThan(rounds * senders);
  } catch (error) {
    throw new Error(`with CRASH_SEED=${seed}`, { cause: error });
  } finally {
    await rotur.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);

/** Sends, edits and deletes as fast as answers come, until the connection breaks. */
async function storm(
  client: Client,
  known: Known,
  random: () => number,
  name: string,
  answered: () => void,
): Promise<void> {
  // Some clients receive a message only after its edit was requested.
  client.on("message_new", ({ message: { id, content } }) => {
    if (!known.contents.has(id)) known.contents.set(id, new Set([content]));
  });
  client.on("message_edit", ({ id, content }) => known.contents.set(id, new Set([content])));
  client.on("message_delete", ({ id }) => known.deleted.add(id));
  const ended = client.next("closed");
  let open = true;
  void ended.then(() => {
    open = false;
  });

  async function one(lane: number): Promise<void> {
    for (let count = 0; open; count++) {
      const { message } = await client.request("message_new", {
        channel,
        content: `${name}-${lane}-${count}`,
      });
      answered();
      const choice = random();
      if (choice < 0.1) {
        const content = `${message.content} edited`;
        // Until the answer comes, either content is right.
        known.contents.get(message.id)?.add(content);
        await client.request("message_edit", { channel, id: message.id, content });
      } else if (choice < 0.2) {
        known.doubtful.add(message.id);
        await client.request("message_delete", { channel, id: message.id });
      }
    }
  }
  // Each lane ends with the request that the kill left without an answer.
  await Promise.allSettled(Array.from({ length: window }, (_, lane) => one(lane)));
  await ended;
}

async function check(client: Client, known: Known, random: () => number): Promise<void> {
  const whole: WireMessage[] = [];
  for (let start = 0, more = true; more; start += 200) {
    const page = await client.request("messages_get", { channel, start, limit: 200 });
    whole.unshift(...page.messages);
    more = !page.at_start;
  }
  const stored = new Map(whole.map((message) => [message.id, message]));

  const lost = [...known.contents.keys()].filter(
    (id) => !stored.has(id) && !known.doubtful.has(id) && !known.deleted.has(id),
  );
  expect(lost).toEqual([]);
  expect([...known.deleted].filter((id) => stored.has(id))).toEqual([]);
  const wrong = whole.filter(({ id, content }) => known.contents.get(id)?.has(content) === false);
  expect(wrong).toEqual([]);
  // Nobody sent twice, so what stands there twice was stored twice.
  expect(stored.size).toBe(whole.length);
  const origins = whole.map(({ content }) => content.replace(" edited", ""));
  expect(new Set(origins).size).toBe(whole.length);

  const disorder = whole.filter((message, index) => message.timestamp <= (whole[index - 1]?.timestamp ?? 0));
  expect(disorder).toEqual([]);

  const ids = whole.map(({ id }) => id);
  for (let probe = 0; probe < 5 && ids.length > 0; probe++) {
    const start = Math.floor(random() * ids.length);
    const limit = 1 + Math.floor(random() * 200);
    const page = await client.request("messages_get", { channel, start, limit });
    const end = ids.length - start;
    expect(page.messages.map(({ id }) => id)).toEqual(ids.slice(Math.max(0, end - limit), end));

    const index = Math.floor(random() * ids.length);
    const around = ids[index] ?? "";
    const window = await client.request("messages_around", {
      channel,
      around,
      bounds: { above: 3, below: 3 },
    });
    const from = Math.max(0, index - 3);
    expect(window.range).toEqual({ start: from, end: Math.min(ids.length, index + 4) });
    expect(window.messages.map(({ id }) => id)).toEqual(ids.slice(from, index + 4));
  }

  const { val: channels } = await client.request("channels_get");
  expect(channels.find(({ name }) => name === channel)?.last_message_id ?? undefined).toBe(ids.at(-1));

  // What the restart decided is certain from now on.
  for (const id of known.doubtful) if (!stored.has(id)) known.deleted.add(id);
  known.doubtful.clear();
  for (const { id, content } of whole) known.contents.set(id, new Set([content]));
}
