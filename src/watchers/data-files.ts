/**
 * Keeps db/roles.json, db/channels.json and db/users.json in step with the server, which writes them and takes over
 * hand edits. One pass does both, so that neither overwrites the other: it reads the files, takes over what differs
 * from the text that was last written, and writes the files that differ from the server's state.
 *
 * Files are looked at twice a second instead of being watched: see decision 5.
 */
import { join } from "node:path";
import type { Change } from "../chat/state.ts";
import { later } from "../config/follow.ts";
import type { FileText } from "../config/text-file.ts";
import type { Log } from "../log/log.ts";
import { errorText } from "../text/error-text.ts";
import { type DataFile, dataFile, isTouched, type Look, look, remember } from "./data-file.ts";
import { takeOverEdits } from "./edits.ts";
import { channelsText } from "./merge/channels.ts";
import { rolesText } from "./merge/roles.ts";
import { createUsersText } from "./merge/users.ts";
import { createPasses } from "./passes.ts";
import { fileNames } from "./plan.ts";
import { createReports } from "./reports.ts";
import { type Clock, createSchedule } from "./schedule.ts";
import type { TakeOverParts } from "./take-over.ts";
import { createViews, type Due } from "./views.ts";

export interface DataFilesParts extends TakeOverParts {
  /** The folder of the files. */
  readonly folder: string;
  readonly log: Log;
}

export interface DataFiles {
  /** Takes over what was edited while the server was stopped, and writes the files. */
  open(): Promise<void>;
  /** Follows the files and the server from now on. */
  watch(): void;
  /** Called with each change of memory. Presence and messages are not part of the files. */
  changed(changes: readonly Change[]): void;
  /** Writes the files for the last time. An edit that was not seen yet waits for the next start. */
  stop(): Promise<void>;
}

const lookMilliseconds = 500;

const systemClock: Clock = { now: Date.now, elapsed: () => performance.now(), later };

export function createDataFiles(parts: DataFilesParts, clock = systemClock): DataFiles {
  const { folder, state, log } = parts;
  const texts = { roles: rolesText, channels: channelsText, users: createUsersText() };
  const files = fileNames.map((name) => dataFile(name, join(folder, `${name}.json`), texts[name]));
  const reports = createReports(log);
  const passes = createPasses(() => pass(true), clock.later, log);
  const schedule = createSchedule(clock, state.users, () => void passes.run());
  const views = createViews({ ...parts, files, reports, now: clock.now, onEdited: passes.again });
  let watching = false;
  let stopped = false;
  let looking = false;
  let cancelLook: (() => void) | null = null;

  /**
   * Returns false when a file is just being written and nothing was done.
   * @param take whether edits are taken over; otherwise they stay in the files
   */
  async function pass(take: boolean): Promise<boolean> {
    const looks = await lookAtAll();
    // All files must be at rest first: an edit of one may need an edit of another.
    if (take && [...looks.values()].some(({ settled }) => !settled)) return false;
    const isComplete = looks.size === files.length;
    const isReconciled = await views.reconcile(looks);
    const edited = editsIn(looks);
    if (take && edited.size > 0) await takeOverEdits(edited, parts, reports);
    const start = performance.now();
    const isWritten = await views.write(
      dueAmong(looks, (file) => !edited.has(file) || (take && !file.refused)),
    );
    schedule.wrote(performance.now() - start);
    if (!isComplete || !isReconciled || !isWritten) schedule.retry();
    return true;
  }

  /** Files that can't be read are left out. */
  async function lookAtAll(): Promise<Map<DataFile, Look>> {
    const looks = new Map<DataFile, Look>();
    for (const file of files) {
      try {
        const seen = await look(file);
        looks.set(file, seen);
        remember(file, seen);
      } catch (error) {
        reports.failed(file, `The data file can't be read: ${errorText(error)}`);
      }
    }
    return looks;
  }

  /** The files that differ from what the server last wrote. */
  function editsIn(looks: ReadonlyMap<DataFile, Look>): Map<DataFile, FileText> {
    const edited = new Map<DataFile, FileText>();
    for (const [file, { text, problem }] of looks) {
      if (problem) edited.set(file, { problem });
      else if (text !== null && text !== file.written) edited.set(file, { text });
      else if (file.refused) {
        file.refused = false;
        reports.withdrawn(file);
      }
    }
    return edited;
  }

  function dueAmong(looks: ReadonlyMap<DataFile, Look>, mayBeWritten: (file: DataFile) => boolean): Due[] {
    const due: Due[] = [];
    for (const [file, seen] of looks) {
      const text = file.text(state);
      if (mayBeWritten(file)) {
        const ids = file.name === "channels" ? state.channels.map(({ id }) => id) : [];
        due.push({ file, seen, text, ids });
      } else if (file.refused && text !== file.written) reports.stale(file);
    }
    return due;
  }

  function lookSoon(): void {
    cancelLook = clock.later(() => {
      lookSoon();
      void lookForEdits();
    }, lookMilliseconds);
  }

  async function lookForEdits(): Promise<void> {
    if (looking || passes.isRunning()) return;
    looking = true;
    try {
      for (const file of files) {
        if (!(await isTouched(file))) continue;
        if (!stopped) void passes.run();
        return;
      }
    } catch (error) {
      log.warn("The data files can't be looked at", { error });
    } finally {
      looking = false;
    }
  }

  return {
    async open() {
      await views.open();
      await passes.run();
    },
    watch() {
      if (watching || stopped) return;
      watching = true;
      lookSoon();
    },
    changed(changes) {
      if (watching) schedule.changed(changes);
    },
    async stop() {
      stopped = true;
      cancelLook?.();
      schedule.stop();
      await passes.stop();
      await pass(false);
    },
  };
}
