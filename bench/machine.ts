/** What the numbers were measured on: processor, kernel, runtime, and what bringing a block to the disk costs. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { quantile } from "./statistics.ts";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly kernel: string;
  readonly bun: string;
  /** Median milliseconds of writing 4 KiB and `fsync`, in the folder where the benchmarks store. */
  readonly fsyncMilliseconds: number;
  /** Server and load generator have a core each; else they disturb each other and the ratios are worth less. */
  readonly pinned: boolean;
  /** Load average of the last minute at the start: anything else that runs is noise. */
  readonly load: number;
}

/** The folder of everything that benchmarks store. All of it can be deleted. */
export const scratch = join(import.meta.dir, "../.tmp/bench");

/** Cores: the server alone on the first, everything else that a benchmark runs on the second. */
export const serverCore = 0;
export const loadCore = 1;

export const canPin =
  process.platform === "linux" && availableParallelism() > 1 && Bun.which("taskset") !== null;

export function describeMachine(folder: string): Machine {
  return {
    cpu: /^model name\s*:\s*(.+)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? process.arch,
    cores: availableParallelism(),
    kernel: readFileSync("/proc/sys/kernel/osrelease", "utf8").trim(),
    bun: Bun.version,
    fsyncMilliseconds: fsyncCost(folder),
    pinned: canPin,
    load: Number(readFileSync("/proc/loadavg", "utf8").split(" ")[0]),
  };
}

/** @throws Error when a process may not open so many files; each connection is one, here and in the server */
export function needFiles(count: number): void {
  const limit = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
  if (Number(limit) < count) throw new Error(`needs \`ulimit -n ${count}\`; it is ${limit} now`);
}

/** Puts this process, the load generator, on its core. */
export function pinSelf(): void {
  if (canPin) Bun.spawnSync(["taskset", "-apc", String(loadCore), String(process.pid)]);
}

/** Gives it all cores again, and so the processes that it starts. */
export function unpinSelf(): void {
  if (canPin) Bun.spawnSync(["taskset", "-apc", `0-${availableParallelism() - 1}`, String(process.pid)]);
}

function fsyncCost(folder: string): number {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "fsync.tmp");
  const file = openSync(path, "w");
  const block = new Uint8Array(4096).fill(1);
  const times: number[] = [];
  for (let round = 0; round < 200; round++) {
    const start = performance.now();
    writeSync(file, block);
    fsyncSync(file);
    times.push(performance.now() - start);
  }
  closeSync(file);
  rmSync(path);
  return quantile(times, 0.5);
}
