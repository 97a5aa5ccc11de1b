/**
 * db/roles.json, db/channels.json and db/users.json, in both directions: what the server has is written for
 * people, and what people edit is taken over. One pass does both, so that neither overwrites the other: it looks
 * at the files, takes over what differs from what was last written, and writes what differs from the server.
 *
 * Files are looked at twice a second instead of being watched: see docs/decisions/0005.
 */
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Change } from "../chat/state.ts";
import { asideName, keepAside } from "../config/aside.ts";
import { type Problem, readDocument } from "../config/document.ts";
import { type Later, later } from "../config/follow.ts";
import type { FileText } from "../config/text-file.ts";
import { replaceFile } from "../config/write-file.ts";
import type { Log } from "../log/log.ts";
import { rarely } from "../log/rarely.ts";
import { errorText } from "../text/error-text.ts";
import {
  agreeOn,
  type DataFile,
  isAsSeen,
  isTouched,
  type Look,
  look,
  remember,
  settleMilliseconds,
} from "./data-file.ts";
import { channelsText } from "./merge/channels.ts";
import type { Edited, Findings } from "./merge/edited.ts";
import { rolesText } from "./merge/roles.ts";
import { createUsersText } from "./merge/users.ts";
import { type FileName, fileNames, type Plan } from "./plan.ts";
import { type TakeOverParts, takeOver } from "./take-over.ts";
import { hashOf, type Origin, originOf, readViewsState, writeViewsState } from "./views-state.ts";
import { keepWritten, recallWritten } from "./written.ts";

export interface DataFilesParts extends TakeOverParts {
  /** Where the files are. */
  readonly folder: string;
  readonly log: Log;
}

export interface DataFiles {
  /** Takes over what was edited while the server was stopped, and writes the files. */
  open(): Promise<void>;
  /** From now on: follows the files and the server. */
  watch(): void;
  /** Something in memory changed; presence and messages don't show in the files. */
  changed(changes: readonly Change[]): void;
  /** Writes the files for the last time; an edit that was not seen yet waits for the next start. */
  stop(): Promise<void>;
}

const lookMilliseconds = 500;
/** What could not be read or written is tried again after this time. */
const retryMilliseconds = 5000;
/** Changes come in bursts: the files follow when it is quiet, or after the longer time. */
const quietMilliseconds = 500;
const patienceMilliseconds = 2000;
/** A status changes often and matters little to who edits the file: it need not change under his hands. */
const statusMilliseconds = 10_000;
/** With very many members writing takes a while: it may take this part of the time. */
const dutyCycle = 1 / 20;

/** Of one edit, in the log. */
const mostLines = 20;

function firstOf<Item>(items: readonly Item[]): { readonly shown: readonly Item[]; readonly more: number } {
  return { shown: items.slice(0, mostLines), more: Math.max(0, items.length - mostLines) };
}

function saysSomething(findings: Findings | undefined): boolean {
  return findings !== undefined && (findings.notes.length > 0 || findings.changes.length > 0);
}

/** A file that is to be as the server has it. */
interface Due {
  readonly file: DataFile;
  readonly seen: Look;
  readonly text: string;
  /** Of the channels in `text`. */
  readonly ids: readonly number[];
}

/** When what is due happens; the times of files are the file system's. */
interface Clock {
  /** Milliseconds since the epoch, for names of files. */
  now(): number;
  /** Milliseconds of a clock that nobody sets. */
  elapsed(): number;
  readonly later: Later;
}

const systemClock: Clock = { now: Date.now, elapsed: () => performance.now(), later };

export function createDataFiles(parts: DataFilesParts, clock = systemClock): DataFiles {
  const { folder, state, store, log, newId } = parts;
  const storeLog = rarely(log);
  const texts = { roles: rolesText, channels: channelsText, users: createUsersText() };
  const files = fileNames.map(
    (name): DataFile => ({
      name,
      path: join(folder, `${name}.json`),
      text: texts[name],
      written: null,
      ids: [],
      signature: "",
      refused: false,
      said: "",
      saidStale: false,
      packed: null,
    }),
  );
  let watching = false;
  let stopped = false;
  let looking = false;
  /** What cancels the next look, the next pass, and the one for a status. */
  let cancelLook: (() => void) | null = null;
  let cancelPass: (() => void) | null = null;
  let cancelStatus: (() => void) | null = null;
  /** Members as they were at their last change. */
  const known = new Map(state.users);
  let running: Promise<void> | null = null;
  let wanted = false;
  let firstChange = 0;
  let lastChange = 0;
  let restUntil = 0;
  /** Id of the state that the database holds, see views-state.ts. */
  let stored: string | null = null;
  let origin: Origin = "same";
  /** Of the files as they were last written, or were about to be. */
  const hashes: { [Name in FileName]?: string } = {};
  /** Files that could not be written. */
  const failing = new Set<DataFile>();

  /** At once; if a pass runs already, another one after it. */
  function run(): Promise<void> {
    wanted = true;
    running ??= (async () => {
      try {
        while (wanted) {
          wanted = false;
          if (await pass(true)) continue;
          await new Promise<void>((resolve) => clock.later(resolve, settleMilliseconds));
          wanted = !stopped;
        }
      } catch (error) {
        log.error("The data files could not be brought up to date", { error });
      } finally {
        running = null;
      }
    })();
    return running;
  }

  function passLater(milliseconds: number): void {
    if (cancelPass || stopped) return;
    cancelPass = clock.later(() => {
      cancelPass = null;
      const now = clock.elapsed();
      const due = Math.max(
        Math.min(lastChange + quietMilliseconds, firstChange + patienceMilliseconds),
        restUntil,
      );
      if (firstChange > 0 && due > now) return passLater(due - now);
      firstChange = 0;
      void run();
    }, milliseconds);
  }

  /** Gives false when a file is just being written, and nothing was done. */
  async function pass(take: boolean): Promise<boolean> {
    const looks = new Map<DataFile, Look>();
    let failed = false;
    for (const file of files) {
      try {
        const seen = await look(file);
        looks.set(file, seen);
        remember(file, seen);
      } catch (error) {
        failed = true;
        say(file, `The data file can't be read: ${errorText(error)}`);
      }
    }
    // Not before all are at rest: an edit of one may rest on another's.
    if (take && [...looks.values()].some(({ settled }) => !settled)) return false;
    if (origin !== "same" && !(await reconcile(looks))) failed = true;
    const edited = new Map<DataFile, FileText>();
    for (const [file, { text, problem }] of looks) {
      if (problem) edited.set(file, { problem });
      else if (text !== null && text !== file.written) edited.set(file, { text });
      else if (file.refused) {
        file.refused = false;
        file.said = "";
        log.info("The refused hand edit is gone from the file; nothing of it was taken over", {
          file: file.path,
        });
      }
    }
    if (take && edited.size > 0) await takeOverAll(edited);
    const start = performance.now();
    const due: Due[] = [];
    for (const [file, seen] of looks) {
      if (edited.has(file) && (file.refused || !take)) sayThatItStays(file);
      else {
        const ids = file.name === "channels" ? state.channels.map(({ id }) => id) : [];
        due.push({ file, seen, text: file.text(state), ids });
      }
    }
    if (!(await writeAll(due))) failed = true;
    restUntil = clock.elapsed() + (performance.now() - start) / dutyCycle;
    if (failed) passLater(retryMilliseconds);
    return true;
  }

  /**
   * The database was restored, or the files were: the database wins, and the files that say otherwise are kept in a
   * folder of their own. Gives false when that must be tried again; such files are left out of `looks` meanwhile.
   */
  async function reconcile(looks: Map<DataFile, Look>): Promise<boolean> {
    const kept: string[] = [];
    const place = join(folder, asideName(clock.now()));
    let done = files.every((file) => looks.has(file));
    for (const [file, seen] of looks) {
      const { text, problem } = seen;
      if ((text === null && problem === null) || text === file.text(state)) {
        file.written = text;
        continue;
      }
      const isWritten = text !== null && (hashOf(text) === hashes[file.name] || text === file.written);
      if (origin === "interrupted" && isWritten) file.written = text;
      else {
        try {
          await keepAside(file.path, place);
        } catch (error) {
          done = false;
          looks.delete(file);
          say(file, `The data file can't be kept aside: ${errorText(error)}`);
          continue;
        }
        kept.push(basename(file.path));
        file.written = text;
        looks.set(file, { ...seen, problem: null });
      }
      file.packed = null;
    }
    if (done) origin = "same";
    if (kept.length > 0) {
      log.warn(
        "The data files were not written from this state of the database, because one of them was restored. The database holds: the files are written anew, and the earlier ones are kept",
        { files: kept, kept: place },
      );
    }
    return done;
  }

  /** Gives false when that must be tried again. */
  async function writeAll(due: readonly Due[]): Promise<boolean> {
    const isNew = ({ file, seen, text, ids }: Due) =>
      text !== seen.text || text !== file.written || !isDeepStrictEqual(file.ids, ids);
    if (!due.some(isNew) && files.every((file) => file.packed !== null || file.written === null)) return true;
    const id = newId();
    for (const { file, text } of due) hashes[file.name] = hashOf(text);
    try {
      await writeViewsState(folder, { state: id, from: stored, hashes });
    } catch (error) {
      for (const { file } of due) say(file, `The data file can't be written: ${errorText(error)}`);
      return false;
    }
    let isComplete = true;
    for (const item of due) {
      try {
        await write(item);
      } catch (error) {
        isComplete = false;
        failing.add(item.file);
        say(item.file, `The data file can't be written: ${errorText(error)}`);
      }
    }
    const refusal = await keepWritten(files, store, id);
    if (refusal !== null) {
      storeLog.error("The database refused a write", { write: "views", reason: refusal });
      return false;
    }
    stored = id;
    try {
      await writeViewsState(folder, { state: id, hashes });
    } catch {
      // The file names the new state already. It only keeps `from`, which no longer matters.
    }
    return isComplete;
  }

  async function takeOverAll(found: ReadonlyMap<DataFile, FileText>): Promise<void> {
    const edited: { [Name in FileName]?: Edited } = {};
    const refused = new Map<FileName, readonly Problem[]>();
    for (const [file, content] of found) {
      const read = editOf(file, content);
      if ("problems" in read) refused.set(file.name, read.problems);
      else edited[file.name] = read;
    }
    if (Object.keys(edited).length > 0) {
      const result = await takeOver(edited, parts);
      for (const [name, problems] of result.refused) refused.set(name, problems);
      report(result.plan);
      for (const { name, path } of found.keys()) {
        if (refused.has(name) || saysSomething(result.plan?.findings[name])) continue;
        log.info("A hand edit changes nothing", { file: path });
      }
    }
    for (const [file, content] of found) {
      const problems = refused.get(file.name);
      file.refused = problems !== undefined;
      if (problems) complain(file, problems);
      else if ("text" in content) agreeOn(file, content.text, state);
    }
  }

  /** A file whose reading fails is refused like one with a problem, so that the others go on. */
  function editOf(file: DataFile, content: FileText): Edited | { readonly problems: readonly Problem[] } {
    if ("problem" in content) return { problems: [content.problem] };
    try {
      const document = readDocument(content.text);
      if ("problems" in document) return document;
      const written = readDocument(file.written ?? file.text(state));
      const base = "value" in written ? written.value : null;
      const baseIds = file.written === null ? state.channels.map(({ id }) => id) : file.ids;
      return { document, base, baseIds };
    } catch (error) {
      return { problems: [{ line: null, reason: `the file can't be read: ${errorText(error)}` }] };
    }
  }

  function report(plan: Plan | null): void {
    for (const file of files) {
      const findings = plan?.findings[file.name];
      if (!findings) continue;
      const notes = firstOf(findings.notes);
      for (const note of notes.shown) log.warn(note, { file: file.path });
      if (notes.more > 0)
        log.warn("More notes on the file are left out", { file: file.path, more: notes.more });
      const { shown: changes, more } = firstOf(findings.changes);
      if (changes.length === 0) continue;
      log.info("A hand edit was taken over", { file: file.path, changes, ...(more > 0 && { more }) });
    }
  }

  function complain(file: DataFile, problems: readonly Problem[]): void {
    const said = JSON.stringify(problems);
    if (file.said === said) return;
    file.said = said;
    file.saidStale = false;
    const { shown, more } = firstOf(problems);
    for (const { line, reason } of shown) {
      log.error(
        "A hand edit can't be taken over; nothing was changed, and the file stays as it is until it is mended",
        { file: file.path, ...(line !== null && { line }), reason },
      );
    }
    if (more > 0) log.error("More problems of the file are left out", { file: file.path, more });
  }

  function sayThatItStays(file: DataFile): void {
    if (!file.refused || file.saidStale || file.text(state) === file.written) return;
    file.saidStale = true;
    log.warn("The data file misses newer changes: it is not written before its edit is mended", {
      file: file.path,
    });
  }

  function say(file: DataFile, message: string): void {
    if (file.said === message) return;
    file.said = message;
    log.error(message, { file: file.path });
  }

  async function write({ file, seen, text, ids }: Due): Promise<void> {
    if (text !== seen.text) {
      // Somebody may have saved it since this pass looked: then that comes first.
      if (!(await replaceFile(file.path, text, () => isAsSeen(file, seen)))) {
        wanted = true;
        return;
      }
      // Unknown: the next look compares the text, so that no edit slips in between.
      file.signature = "";
    }
    if (!file.refused) file.said = "";
    if (failing.delete(file)) log.info("The data file is written again", { file: file.path });
    if (file.written === text && isDeepStrictEqual(file.ids, ids)) return;
    file.written = text;
    file.ids = ids;
    file.packed = null;
  }

  function lookSoon(): void {
    cancelLook = clock.later(() => {
      lookSoon();
      void lookForEdits();
    }, lookMilliseconds);
  }

  async function lookForEdits(): Promise<void> {
    if (looking || running) return;
    looking = true;
    try {
      for (const file of files) {
        if (!(await isTouched(file))) continue;
        if (!stopped) void run();
        return;
      }
    } catch (error) {
      log.warn("The data files can't be looked at", { error });
    } finally {
      looking = false;
    }
  }

  function kindOf(change: Change): "lasting" | "status" | "none" {
    if (change.type === "presence" || change.type === "tail" || change.type === "status_held") return "none";
    if (change.type === "user_left") known.delete(change.id);
    if (change.type !== "users") return "lasting";
    const kinds = change.users.map((user) => {
      const before = known.get(user.id);
      known.set(user.id, user);
      return before && isDeepStrictEqual({ ...before, status: null }, { ...user, status: null });
    });
    return kinds.every((onlyStatus) => onlyStatus) ? "status" : "lasting";
  }

  return {
    async open() {
      const beside = await readViewsState(folder);
      try {
        stored = await recallWritten(files, store);
        origin = originOf(beside, stored);
      } catch (error) {
        log.warn(
          "What was last written to the data files is not known; edits are compared with the database",
          { error },
        );
      }
      Object.assign(hashes, beside?.hashes);
      await run();
    },
    watch() {
      if (watching || stopped) return;
      watching = true;
      lookSoon();
    },
    changed(changes) {
      if (!watching || stopped) return;
      const kinds = changes.map(kindOf);
      if (kinds.includes("status")) {
        cancelStatus ??= clock.later(() => {
          cancelStatus = null;
          void run();
        }, statusMilliseconds);
      }
      if (!kinds.includes("lasting")) return;
      lastChange = clock.elapsed();
      if (firstChange > 0) return;
      firstChange = lastChange;
      passLater(quietMilliseconds);
    },
    async stop() {
      stopped = true;
      for (const cancel of [cancelLook, cancelPass, cancelStatus]) cancel?.();
      wanted = false;
      await running;
      await pass(false);
    },
  };
}
