/** The processes that are measured, each on its core, and what the kernel says of them. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { canPin, scratch, serverCore } from "./machine.ts";

export interface Measured {
  readonly pid: number;
  readonly port: number;
  /** Processor seconds used so far by all its threads. */
  cpu(): number;
  /** The same for each thread, by its number. */
  threads(): ReadonlyMap<number, ThreadTime>;
  /** Resident bytes. */
  resident(): number;
  stop(): Promise<void>;
}

/** Seconds of a thread: all, and those in the kernel, which are counted in hundredths. */
export interface ThreadTime {
  readonly name: string;
  readonly seconds: number;
  readonly kernel: number;
}

export interface MeasuredServer extends Measured {
  /** One value of `/metrics`, without the prefix `originchats_`. */
  metric(name: string): Promise<number>;
}

/** Starts the real server on a data folder. @param profile the folder for a CPU profile of its event loop */
export async function startServer(folder: string, profile?: string): Promise<MeasuredServer> {
  const server = await start([join(import.meta.dir, "server.ts"), folder], profile);
  return {
    ...server,
    async metric(name) {
      const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
      const value = new RegExp(`^originchats_${RegExp.escape(name)} (.+)$`, "m").exec(text)?.[1];
      if (value === undefined) throw new Error(`/metrics has no ${name}`);
      return Number(value);
    },
  };
}

/** Starts the floor; `eventBytes` is the length of the frame that it publishes for each one that it gets. */
export function startFloor(eventBytes = 0): Promise<Measured> {
  return start([join(import.meta.dir, "floor.ts"), String(eventBytes)]);
}

/** The same as a loop of `send` in C (bench/send-floor.c); null where there is no compiler. */
export async function startSendFloor(eventBytes: number): Promise<Measured | null> {
  const compiler = Bun.which("cc");
  if (compiler === null || process.platform !== "linux") return null;
  mkdirSync(scratch, { recursive: true });
  const program = join(scratch, "send-floor");
  const built = Bun.spawnSync([compiler, "-O2", "-o", program, join(import.meta.dir, "send-floor.c")]);
  if (!built.success) throw new Error(`bench/send-floor.c can't be compiled: ${built.stderr}`);
  return startProgram([program, String(eventBytes)]);
}

/** Starts the floor of storing, with its database in that folder. */
export function startStoreFloor(folder: string): Promise<Measured> {
  return start([join(import.meta.dir, "store-floor.ts"), folder]);
}

/** `BENCH_PROFILE=folder` writes a CPU profile of each; numbers are worth nothing then. */
function start(args: readonly string[], folder = process.env["BENCH_PROFILE"]): Promise<Measured> {
  const profile = folder ? ["--cpu-prof", "--cpu-prof-dir", folder] : [];
  // On one core, what the other threads do would be counted as the main thread's.
  return startProgram([process.execPath, ...profile, ...args], { pinned: !folder });
}

async function startProgram(command: readonly string[], { pinned = true } = {}): Promise<Measured> {
  const pin = canPin && pinned ? ["taskset", "-c", String(serverCore)] : [];
  const child = Bun.spawn([...pin, ...command], {
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
      threads: () => threadTimes(child.pid),
      resident: () => residentBytes(child.pid),
      async stop() {
        child.kill("SIGTERM");
        await child.exited;
      },
    };
  }
  throw new Error(`${command.join(" ")} ended with ${await child.exited}; BENCH_LOG=1 shows its log`);
}

/** Clock ticks per second of /proc; fixed on Linux. */
const ticks = 100;

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name in parentheses may hold spaces; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

function threadTimes(pid: number): Map<number, ThreadTime> {
  const times = new Map<number, ThreadTime>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const folder = `/proc/${pid}/task/${thread}`;
    const stat = readFileSync(`${folder}/stat`, "utf8");
    const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    const kernel = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[12]) / ticks;
    const [nanoseconds] = readFileSync(`${folder}/schedstat`, "utf8").split(" ");
    times.set(Number(thread), { name, seconds: Number(nanoseconds) / 1e9, kernel });
  }
  return times;
}

function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}
