/**
 * Backups on a schedule. Each is made by the command `backup` in a process of its own with low priority, so that
 * messages don't wait for it.
 */
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { setPriority } from "node:os";
import { basename, isAbsolute, join } from "node:path";
import type { Config } from "../config/schema.ts";
import type { Log } from "../log/log.ts";
import { errorText } from "../text/error-text.ts";

export interface BackupsParts {
  /** Runs the program that has the command `backup`. */
  readonly program: readonly string[];
  readonly dataFolder: string;
  backup(): Config["backup"];
  readonly log: Log;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Backups {
  /** Seconds since the epoch; null: there is none, or backups are off. */
  readonly newest: number | null;
  /** The last try failed. */
  readonly isFailing: boolean;
  /** Makes a backup if one is due. Never throws. */
  look(): Promise<void>;
  stop(): void;
}

const lookMilliseconds = 60_000;
/** After a failure, so that a full disk isn't written to each minute. */
const pauseMilliseconds = 15 * 60_000;
const hourMilliseconds = 3_600_000;
/** Added to the niceness of this process, as far as the system allows. */
const niceness = 15;
/** Other folders are left alone. */
const namePattern = /^backup-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)$/;
const unfinishedPattern = /^backup-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.unfinished$/;

/** Looks each minute. The first look comes after a minute, since the start has enough to do. */
export function startBackups(parts: BackupsParts): Backups {
  const { dataFolder, log, now } = parts;
  const timer = setInterval(() => void look(), lookMilliseconds);
  let child: Bun.Subprocess<"ignore", "pipe", "pipe"> | null = null;
  let looking: Promise<void> | null = null;
  let isStopped = false;
  let failedAt: number | null = null;
  // While backups are off, nothing needs their folder, which may lie on a disk that is away.
  let newest = parts.backup().every_hours === 0 ? null : newestIn();

  function newestIn(): number | null {
    const last = backupsIn(folderOf(parts)).at(-1);
    return last === undefined ? null : timeOf(last);
  }

  function look(): Promise<void> {
    looking ??= lookNow().finally(() => {
      looking = null;
    });
    return looking;
  }

  async function lookNow(): Promise<void> {
    const { every_hours: hours } = parts.backup();
    if (hours === 0 || isStopped) return;
    newest = newestIn();
    // One from the future was made while the clock was wrong.
    if (newest !== null && newest <= now() && now() - newest < hours * hourMilliseconds) return;
    if (failedAt !== null && now() >= failedAt && now() - failedAt < pauseMilliseconds) return;
    const problem = await make().catch(errorText);
    if (isStopped) return;
    failedAt = problem === null ? null : now();
    newest = newestIn();
    if (problem !== null) log.error("The scheduled backup failed", { reason: problem });
  }

  /** Null: it is made; else why it isn't. */
  async function make(): Promise<string | null> {
    const folder = folderOf(parts);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    removeUnfinished(folder);
    const target = join(folder, `backup-${stamp(now())}`);
    const made = await runBackup(target);
    if (made !== null) return made;
    const removed = rotate(folder, basename(target), parts.backup().keep);
    log.info("Made the scheduled backup", { folder: target, removed });
    return null;
  }

  async function runBackup(target: string): Promise<string | null> {
    const files = parts.backup().files ? [] : ["--without-files"];
    const started = Bun.spawn(
      [...parts.program, "backup", target, "--data", dataFolder, "--json", ...files],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    child = started;
    yieldToOthers(started.pid);
    const [output, errors, code] = await Promise.all([
      new Response(started.stdout).text(),
      new Response(started.stderr).text(),
      started.exited,
    ]);
    child = null;
    return code === 0 ? null : (problemIn(output) ?? (errors.trim() || `the command ended with ${code}`));
  }

  return {
    get newest() {
      return parts.backup().every_hours === 0 || newest === null ? null : newest / 1000;
    },
    get isFailing() {
      return parts.backup().every_hours > 0 && failedAt !== null;
    },
    look,
    stop() {
      isStopped = true;
      clearInterval(timer);
      child?.kill("SIGKILL");
    },
  };
}

function folderOf({ dataFolder, backup }: BackupsParts): string {
  const { folder } = backup();
  if (folder === null) return join(dataFolder, "backups");
  return isAbsolute(folder) ? folder : join(dataFolder, folder);
}

/** `2026-11-30T21-00-00Z`: no colons, which some file systems refuse. */
function stamp(time: number): string {
  return new Date(time)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-");
}

function timeOf(name: string): number {
  const [, text = ""] = namePattern.exec(name) ?? [];
  return Date.parse(text.replace(/T(\d\d)-(\d\d)-(\d\d)Z/, "T$1:$2:$3Z"));
}

/** Names of the scheduled backups, the oldest first. A folder that can't be read has none: making one says why. */
function backupsIn(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.filter((name) => namePattern.test(name)).toSorted();
}

/** Removes the oldest. Gives their names. @param newest those with a later time were made while the clock was wrong */
function rotate(folder: string, newest: string, keep: number): string[] {
  const old = backupsIn(folder)
    .filter((name) => name <= newest)
    .slice(0, -keep);
  for (const name of old) {
    const going = join(folder, `${name}.unfinished`);
    // A part of a backup never has the name of one.
    renameSync(join(folder, name), going);
    rmSync(going, { recursive: true, force: true });
  }
  return old;
}

/** What backups and removals left that were killed. */
function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (unfinishedPattern.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function problemIn(output: string): string | null {
  try {
    const { error } = JSON.parse(output);
    return typeof error === "string" ? error : null;
  } catch {
    return null;
  }
}

function yieldToOthers(pid: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // A sandbox may forbid it, or the process has ended already.
  }
}
