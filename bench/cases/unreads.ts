import { join } from "node:path";
import { createState } from "../../src/chat/state.ts";
import { changeChannelList } from "../../src/db/channels.ts";
import { deleteMessage } from "../../src/db/delete-message.ts";
import { markRead } from "../../src/db/markers.ts";
import { loadEverything } from "../../src/db/meta.ts";
import { insertMessage } from "../../src/db/post-message.ts";
import type { Write } from "../../src/db/procedure.ts";
import { openSqliteStore } from "../../src/db/sqlite/store.ts";
import { createThread } from "../../src/db/threads.ts";
import { logIn, roundTrip } from "../client.ts";
import { longHistory } from "../long-history.ts";
import { observe } from "../observe.ts";
import { startServer } from "../processes.ts";
import { type Benchmark, type Measure, measure } from "../report.ts";
import { quantile } from "../statistics.ts";
import { frame } from "../wire.ts";
import { content, copyWorld, messageId, userId } from "../world.ts";

const channels = 200;
const threads = 500;
const messagesInEach = 20;
const requests = 300;
const rounds = 5;

export const unreads: Benchmark = {
  name: "unreads",
  about: "unreads_get of a member of 200 channels and 500 threads with 1,000,000 messages, all with news",
  async run() {
    const world = await copyWorld(longHistory);
    await furnish(world.folder);
    const server = await startServer(world.folder);
    const wire = await logIn({ ...server, rotur: world.rotur }, 0);
    const kinds = ["ping", "unreads_get"].map((cmd) => ({
      cmd,
      request: frame(JSON.stringify({ cmd })),
      medians: [] as number[],
      p99s: [] as number[],
      cpu: [] as number[],
    }));
    // The first rounds warm up.
    for (let round = -2; round <= rounds; round++) {
      for (const { request, medians, p99s, cpu } of kinds) {
        const times: number[] = [];
        const cost = await observe(server, async () => {
          for (let n = 0; n < requests; n++) times.push(await roundTrip(wire, request));
        });
        if (round <= 0) continue;
        medians.push(quantile(times, 0.5));
        p99s.push(quantile(times, 0.99));
        cpu.push((cost.cpu / requests) * 1e6);
      }
    }
    await server.stop();
    await world.dispose();
    return {
      measures: kinds.flatMap(({ cmd, medians, p99s, cpu }): Measure[] => [
        measure(`${cmd}: median`, "ms", medians, cmd === "ping" ? null : { most: 5 }),
        measure("  p99", "ms", p99s),
        measure("  server CPU", "µs", cpu),
      ]),
      notes: [
        "whole round trips over loopback, so an upper bound of the server's own time",
        "every room has messages after the marker; in one of ten a message was deleted beside it, which costs most",
      ],
    };
  },
};

/** Rooms for member 0, each half read; in one of ten a message next to the marker is deleted. */
async function furnish(folder: string): Promise<void> {
  const store = await openSqliteStore({ folder: join(folder, "db"), synchronous: "OFF" });
  const submit = <Result>(write: Write<Result>) =>
    new Promise<Result>((resolve, reject) =>
      store.commit(write, (result, failure) =>
        failure ? reject(new Error(failure.reason)) : resolve(result as Result),
      ),
    );
  const now = Date.now() / 1000;
  const state = createState(await store.read(loadEverything({})));
  const [general] = state.channels;
  if (!general) throw new Error("the world has no channel");
  const added = Array.from({ length: channels }, (_, n) => ({ ...general, name: `text-${n}` }));
  const forum = { ...general, name: "forum", type: "forum" as const };
  const ids = await submit(
    changeChannelList({
      changed: [],
      removed: [],
      added: [...added, forum],
      order: [{ id: general.id }, ...added.map((_, n) => ({ added: n })), { added: channels }],
      now,
    }),
  );
  const parent = ids.pop() ?? 0;
  const opened = await Promise.all(
    Array.from({ length: threads }, (_, n) =>
      submit(
        createThread({
          thread: {
            id: Bun.randomUUIDv7(),
            parent,
            name: `thread ${n}`,
            createdBy: userId(1),
            createdAt: now,
            participants: [userId(1), userId(0)],
          },
          first: null,
        }),
      ),
    ),
  );
  const rooms = [...ids, ...opened.flatMap((thread) => (thread && "room" in thread ? thread.room : []))];
  const id = (room: number, n: number) => `unread-${room}-${n}`;
  await Promise.all(
    rooms.flatMap((room) =>
      Array.from({ length: messagesInEach }, (_, n) =>
        submit(
          insertMessage({
            id: id(room, n),
            room,
            author: userId(1),
            content: content(n),
            now: now * 1_000_000,
            replyTo: null,
            ping: null,
            mentions: { users: [], roles: [] },
            embeds: null,
            nonce: null,
          }),
        ),
      ),
    ),
  );
  const reader = { user: userId(0), roles: [], force: true };
  const actor = { actor: userId(1), mayOwn: true, mayAny: false };
  await Promise.all([
    submit(markRead({ ...reader, room: general.id, message: messageId(longHistory.messages / 2) })),
    ...rooms.flatMap((room) => [
      submit(markRead({ ...reader, room, message: id(room, 10) })),
      ...(room % 10 === 0 ? [submit(deleteMessage({ ...actor, id: id(room, 9), room, record: null }))] : []),
    ]),
  ]);
  await store.close();
}
