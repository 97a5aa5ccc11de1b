/**
 * Deletes messages whose time is over (docs/retention.md): one small batch a second, so that other writes hardly wait
 * and clients aren't flooded with deletions.
 */
import { expireOldMessages } from "../actions/messages/expire.ts";
import type { Perform } from "../actions/perform.ts";
import { removeEmptyThread } from "../actions/threads/delete.ts";
import { placeOfRoom } from "../chat/place.ts";
import type { State } from "../chat/state.ts";
import type { Config } from "../config/schema.ts";
import { type Due, dueByAge } from "../db/retention.ts";
import type { Store } from "../db/store.ts";
import { createBatchSize } from "../limiting/batch-size.ts";
import type { Log } from "../log/log.ts";
import type { ClockWatch } from "./clock-watch.ts";

export interface RetentionParts {
  config(): Config;
  readonly state: State;
  readonly store: Pick<Store, "read">;
  readonly perform: Perform;
  readonly clockWatch: Pick<ClockWatch, "mayDeleteByAge">;
  readonly log: Pick<Log, "info">;
  /** How many connections are open. */
  connections(): number;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds of the monotonic clock. */
  elapsed(): number;
}

export interface Retention {
  /** Called about once a second. */
  tick(): Promise<void>;
}

/** Milliseconds that a batch may hold the writer up. */
const target = 20;
/** Messages of one batch. At 50 a second the event log of clients that resume holds at least some minutes. */
const [least, most] = [5, 50];
/** Copies of deletion events that one batch causes at most, about: one for each connection and message. */
const copies = 50_000;
/** Milliseconds between two looks when nothing is due. */
const pause = 60_000;

export function createRetention(parts: RetentionParts): Retention {
  const { config, state, store, perform, clockWatch, log, now, elapsed } = parts;
  const batch = createBatchSize({ least, most, target });
  let isBusy = false;
  let restsUntil = Number.NEGATIVE_INFINITY;
  /** Messages that were deleted since the last rest. */
  let deleted = 0;

  async function step(): Promise<void> {
    const days = config().retention.messages_days ?? 0;
    const limit = Math.max(1, Math.min(batch.size, Math.floor(copies / (parts.connections() + 1))));
    const due = await store.read(dueByAge({ now: now() * 1000, days, limit }));
    if (due) return carryOut(due);
    restsUntil = elapsed() + pause;
    if (deleted > 0) log.info("Deleted messages whose time is over", { messages: deleted });
    deleted = 0;
  }

  function carryOut({ room, keys }: Due): Promise<void> {
    const place = placeOfRoom(room, state);
    return new Promise((ended) => {
      // Deleted meanwhile: the next look finds another room.
      if (!place) return ended();
      const { thread } = place;
      if (keys.length === 0) {
        const decide = () => (thread ? removeEmptyThread({ ...place, thread }, state, now()) : {});
        return perform({ name: "retention", decide, ended });
      }
      const began = elapsed();
      const count = (messages: number) => {
        if (keys.length === batch.size) batch.took(elapsed() - began);
        deleted += messages;
      };
      perform({ name: "retention", decide: () => expireOldMessages(place, keys, state, count), ended });
    });
  }

  return {
    async tick() {
      if (isBusy || elapsed() < restsUntil || !clockWatch.mayDeleteByAge()) return;
      isBusy = true;
      try {
        await step();
      } catch {
        // The server is stopping, or the database is out of order. Requests report that.
      } finally {
        isBusy = false;
      }
    },
  };
}
