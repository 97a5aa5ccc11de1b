/** The processes that are measured, each on its core, and what the kernel says of them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { canPin, serverCore } from "./machine.ts";

export interface Measured {
  readonly pid: number;
  readonly port: number;
  /** Processor seconds used so far by all its threads. */
  cpu(): number;
  /** Resident bytes. */
  resident(): number;
  stop(): Promise<void>;
}

export interface MeasuredServer extends Measured {
  /** One value of `/metrics`, without the prefix `originchats_`. */
  metric(name: string): Promise<number>;
}

/** Starts the real server on a data folder. */
export async function startServer(folder: string): Promise<MeasuredServer> {
  const server = await start([join(import.meta.dir, "server.ts"), folder]);
  return {
    ...server,
    async metric(name) {
      const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
      const value = new RegExp(`^originchats_${name} (.+)$`, "m").exec(text)?.[1];
      if (value === undefined) throw new Error(`/metrics has no ${name}`);
      return Number(value);
    },
  };
}

/** Starts the floor; `eventBytes` is the length of the frame that it publishes for each one that it gets. */
export function startFloor(eventBytes = 0): Promise<Measured> {
  return start([join(import.meta.dir, "floor.ts"), String(eventBytes)]);
}

/** Starts the floor of storing, with its database in that folder. */
export function startStoreFloor(folder: string): Promise<Measured> {
  return start([join(import.meta.dir, "store-floor.ts"), folder]);
}

/** `BENCH_PROFILE=folder` writes a CPU profile of each; numbers are worth nothing then. */
async function start(args: readonly string[]): Promise<Measured> {
  const folder = process.env["BENCH_PROFILE"];
  // On one core, what the other threads do would be counted as the main thread's.
  const pin = canPin && !folder ? ["taskset", "-c", String(serverCore)] : [];
  const profile = folder ? ["--cpu-prof", "--cpu-prof-dir", folder] : [];
  const child = Bun.spawn([...pin, process.execPath, ...profile, ...args], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: process.env["BENCH_LOG"] ? "inherit" : "ignore",
  });
  // Also when a benchmark fails.
  process.once("exit", () => child.kill("SIGKILL"));
  const decoder = new TextDecoder();
  let output = "";
  for await (const chunk of child.stdout) {
    output += decoder.decode(chunk, { stream: true });
    const port = /listening on \S+:(\d+)\n/.exec(output)?.[1];
    if (port === undefined) continue;
    return {
      pid: child.pid,
      port: Number(port),
      cpu: () => cpuSeconds(child.pid),
      resident: () => residentBytes(child.pid),
      async stop() {
        child.kill("SIGTERM");
        await child.exited;
      },
    };
  }
  throw new Error(`${args.join(" ")} ended with ${await child.exited}; BENCH_LOG=1 shows its log`);
}

/** Clock ticks per second of /proc; fixed on Linux. */
const ticks = 100;

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name in parentheses may hold spaces; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}
