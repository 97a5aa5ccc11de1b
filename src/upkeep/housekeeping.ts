/** Jobs of a running server: heartbeats, polls that end, statuses that waited, and the removal of expired data. */

import type { HeldStatuses } from "../actions/members/held-statuses.ts";
import { commit } from "../actions/outcome.ts";
import type { Perform } from "../actions/perform.ts";
import { pollsEnded } from "../actions/polls/poll-events.ts";
import type { PostingForMembers } from "../actions/scheduled/post-due.ts";
import type { Emission } from "../chat/emission.ts";
import type { State } from "../chat/state.ts";
import type { Config } from "../config/schema.ts";
import { expireAttachments } from "../db/attachments.ts";
import { purgeAudit } from "../db/audit.ts";
import { purgeInvites } from "../db/invites.ts";
import { purgeSessions } from "../db/login-sessions.ts";
import { forgetNonces } from "../db/nonces.ts";
import { forgetPictures } from "../db/pictures.ts";
import { endExpiredPolls, hasExpiredPolls } from "../db/polls.ts";
import type { Write } from "../db/procedure.ts";
import { purgeDeletedRoom } from "../db/purge.ts";
import type { Store } from "../db/store.ts";
import { forgetUploads } from "../db/unfinished-uploads.ts";
import { purgeVersions } from "../db/versions.ts";
import type { Files } from "../files/files.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { PictureShelf } from "../http/picture-shelf.ts";
import { createBatchSize } from "../limiting/batch-size.ts";
import type { Log } from "../log/log.ts";
import { throttled } from "../log/throttled.ts";
import { auditCategories } from "../protocol/audit.ts";
import type { ClockWatch } from "./clock-watch.ts";
import { createPlanned } from "./planned.ts";
import { createRetention } from "./retention.ts";

export interface HousekeepingParts {
  config(): Config;
  readonly state: State;
  readonly store: Store;
  readonly perform: Perform;
  readonly gateway: Pick<Gateway, "tick" | "metrics">;
  readonly rules: { prune(): void; forMembers(): PostingForMembers };
  readonly heldStatuses: Pick<HeldStatuses, "release" | "prune">;
  readonly shelf: Pick<PictureShelf, "prune">;
  readonly storage: { readonly files: Pick<Files, "clean">; sweep(): Promise<void> };
  readonly clockWatch: ClockWatch;
  /** The listener gets all events from now on. */
  onEvents(listener: (events: readonly Emission[]) => void): void;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds of the monotonic clock. */
  elapsed(): number;
  /** The time by which nonces are remembered. */
  nonceTime(): number;
}

/** Milliseconds that a batch of a removal may hold up other writes. */
const target = 20;
/** Seconds after which an upload that is in no message goes. */
const unsentSeconds = 3600;
/** Seconds after which an upload that isn't complete goes. */
const unfinishedSeconds = 86_400;

/** Milliseconds between two walks through all earlier versions. */
const versionsPause = 3_600_000;

/** Begins at once with everything that ended while the server was off. */
export function startHousekeeping(parts: HousekeepingParts): { stop(): void } {
  const { state, store, perform, gateway, rules, heldStatuses, shelf, storage, clockWatch, log, now } = parts;
  const timers = [setInterval(eachSecond, 1000), setInterval(eachMinute, 60_000)];
  const storeLog = throttled(log);
  const planned = createPlanned({ state, store, perform, posting: rules.forMembers, now });
  parts.onEvents(planned.told);
  let versionsDueAt = Number.NEGATIVE_INFINITY;
  const retention = createRetention({ ...parts, connections: () => gateway.metrics().connections });
  removeDeletedRooms();
  removeExpired();
  endPolls();
  expireFiles();
  return {
    stop() {
      for (const timer of timers) clearInterval(timer);
    },
  };

  function eachSecond(): void {
    clockWatch.look();
    gateway.tick(parts.elapsed());
    endPolls();
    // A posted message can't be taken back, and the clock may be corrected in a moment.
    if (!clockWatch.wasJustSetForward()) void planned.tick();
    void retention.tick();
    perform({
      name: "statuses_released",
      decide: () => ({ exclusively: () => heldStatuses.release() ?? {} }),
    });
  }

  function eachMinute(): void {
    clockWatch.look();
    rules.prune();
    heldStatuses.prune();
    shelf.prune();
    submit(forgetNonces({ now: parts.nonceTime() * 1000 }));
    submit(forgetPictures({}));
    expireFiles();
    removeDeletedRooms();
    removeExpired();
  }

  /** A deleted channel's messages go piece by piece, so that no commit is long. */
  function removeDeletedRooms(): void {
    inBatches((limit) => purgeDeletedRoom({ limit }));
  }

  /** What is too old goes piece by piece too. */
  function removeExpired(): void {
    if (!clockWatch.mayDeleteByAge()) return;
    const { modlog, cracked, retention } = parts.config();
    const daysAgo = (days: number) => now() / 1000 - days * 86_400;
    const expired = auditCategories.map((category) => ({
      category,
      before: daysAgo(modlog.retention[category]),
    }));
    const textsBefore = daysAgo(modlog.retention.deleted_text);
    inBatches((limit) => purgeAudit({ expired, textsBefore, limit }));
    inBatches((limit) => purgeSessions({ before: daysAgo(cracked.session_days), limit }));
    submit(purgeInvites({ before: daysAgo(0) }));
    const { versions_days: days } = retention;
    if (!days || parts.elapsed() < versionsDueAt) return;
    versionsDueAt = parts.elapsed() + versionsPause;
    const before = daysAgo(days) * 1_000_000;
    inBatches<number | null>((limit, last) => purgeVersions({ before, after: last ?? 0, limit }));
  }

  /**
   * Repeats a removal for as long as there is more, each time with as much as is done quickly.
   *
   * @param removal gets what the last one returned
   */
  function inBatches<More extends boolean | number | null>(
    removal: (limit: number, last?: More) => Write<More>,
  ): void {
    const batch = createBatchSize({ least: 10, most: 1000, target });
    const next = (last?: More) => {
      const began = parts.elapsed();
      store.commit(removal(batch.size, last), (more) => {
        batch.took(parts.elapsed() - began);
        if (more) next(more);
      });
    };
    next();
  }

  /** Files whose time is over, and uploads that nobody sent; then the content that nothing needs any more. */
  function expireFiles(): void {
    // Stopping, or out of order: the next start or minute does it.
    storage.sweep().catch(() => {});
    const { files } = storage;
    if (!clockWatch.mayDeleteByAge()) return void files.clean();
    submit(forgetUploads({ before: now() / 1000 - unfinishedSeconds }));
    const seconds = now() / 1000;
    const due = { now: seconds, unsentBefore: seconds - unsentSeconds, limit: 500 };
    store.commit(expireAttachments(due), (more) => {
      if (more) expireFiles();
      else void files.clean();
    });
  }

  /** Polls end at their time, also those whose time came while the server was off. */
  function endPolls(): void {
    // A poll that has ended can't be opened again, and the clock may be corrected in a moment.
    if (clockWatch.wasJustSetForward()) return;
    const seconds = now() / 1000;
    // A query of the reader each second, so that the writer is not disturbed.
    store.read(hasExpiredPolls({ now: seconds })).then(
      (some) => {
        if (!some) return;
        const decide = () => commit(endExpiredPolls({ now: seconds }), (ended) => pollsEnded(ended, state));
        perform({ name: "polls_ended", decide });
      },
      // Stopping, or out of order, which every request that reads is told.
      () => {},
    );
  }

  function submit<Result>(write: Write<Result>): void {
    store.commit(write, (_result, failure) => {
      if (failure)
        storeLog.error("The database refused a write", { write: write.name, reason: failure.reason });
    });
  }
}
