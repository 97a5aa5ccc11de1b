/** One `bun test` process: what it prints is passed on, what it reports is counted, and a stalled one is ended. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface TimedFile {
  readonly file: string;
  readonly seconds: number;
}

export interface Report extends Counts {
  /** How long each file took. Empty when the process broke off. */
  readonly timed: readonly TimedFile[];
}

export interface TestProcess {
  /** The folder that the paths of `files` begin at. */
  readonly root: string;
  readonly files: readonly string[];
  /** Where its lines go. */
  readonly print: (lines: string) => void;
  /** Milliseconds without a line after which it counts as stalled. Longer than any test may take. */
  readonly stalledAfter: number;
  /** The program that runs `test`: Bun. */
  readonly program?: string;
}

/** Milliseconds that its output may stay open after it has ended. */
const openAfterwards = 5_000;

/**
 * Runs the files one after another in a process of their own. A process that stalls counts as one failed test, and
 * so does output that stays open. A process that stalls after its last test is ended, and its report counts.
 */
export async function runTestProcess(options: TestProcess): Promise<Report> {
  const { root, files, print, stalledAfter, program = process.execPath } = options;
  const folder = mkdtempSync(join(tmpdir(), "originchats-report-"));
  const report = join(folder, "junit.xml");
  const paths = files.map((file) => `./${file}`);
  const child = Bun.spawn(
    [program, "test", "--timeout", "60000", "--reporter=junit", `--reporter-outfile=${report}`, ...paths],
    { cwd: root, stdout: "pipe", stderr: "pipe" },
  );
  let lastLines = "";
  let stalled: "a test" | "the exit" | null = null;
  const timer = setTimeout(() => {
    const seconds = Math.round(stalledAfter / 1000);
    // The report is written when the last test has ended: what stalls then is the runtime's exit.
    stalled = readReport(report) === null ? "a test" : "the exit";
    print(`STALLED: no line for ${seconds} s, in ${stalled} after this one: ${lastLine(lastLines)}\n`);
    print(processTree(child.pid).map(describeProcess).join(""));
    for (const pid of processTree(child.pid).toReversed()) end(pid);
  }, stalledAfter);
  const show = (lines: string) => {
    timer.refresh();
    lastLines = lines;
    print(lines);
  };
  const output = Promise.all([passOn(child.stdout, show), passOn(child.stderr, show)]);
  const exitCode = await child.exited;
  clearTimeout(timer);
  const closed = await Promise.race([output.then(() => true), Bun.sleep(openAfterwards).then(() => false)]);
  if (!closed) print("A process that a test has started still runs, and holds the output open\n");
  const read = readReport(report);
  rmSync(folder, { recursive: true, force: true });
  // A run that broke off has no report, or one without its failure.
  if (!read) return { passed: 0, failed: 1, skipped: 0, timed: [] };
  const broken = (exitCode !== 0 && stalled !== "the exit") || !closed;
  return broken && read.failed === 0 ? { ...read, failed: 1 } : read;
}

/** Prints, and says after each tenth file how many have begun. For output that a person watches. */
export function withProgress(files: number, print: TestProcess["print"]): TestProcess["print"] {
  let begun = 0;
  let told = 0;
  return (lines) => {
    print(lines);
    begun += lines.match(/^\S+\.test\.ts:$/gm)?.length ?? 0;
    if (begun - told < 10) return;
    told = begun;
    print(`--- file ${begun} of ${files} ---\n`);
  };
}

/** Whole lines, so that those of two processes don't run into each other. */
async function passOn(stream: ReadableStream<Uint8Array>, print: (lines: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const text = rest + decoder.decode(chunk, { stream: true });
    const end = text.lastIndexOf("\n") + 1;
    if (end > 0) print(text.slice(0, end));
    rest = text.slice(end);
  }
  if (rest !== "") print(`${rest}\n`);
}

function readReport(path: string): Report | null {
  try {
    const report = readFileSync(path, "utf8");
    const head = /<testsuites[^>]*>/.exec(report)?.[0] ?? "";
    const failed = attribute(head, "failures");
    const skipped = attribute(head, "skipped");
    // The suite of a file stands at the first level; those of `describe` have a deeper indentation.
    const suites = report.match(/^ {2}<testsuite [^>]*>/gm) ?? [];
    const timed = suites.map((suite) => ({
      file: / name="([^"]*)"/.exec(suite)?.[1] ?? "",
      seconds: attribute(suite, "time"),
    }));
    return { passed: attribute(head, "tests") - failed - skipped, failed, skipped, timed };
  } catch {
    return null;
  }
}

function attribute(tag: string, name: string): number {
  return Number(new RegExp(` ${name}="([\\d.]+)"`).exec(tag)?.[1] ?? 0);
}

function lastLine(lines: string): string {
  return lines.trimEnd().split("\n").at(-1) ?? "";
}

/** The process and all that it started, itself first. Only itself where there is no /proc. */
function processTree(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return [pid, ...children.flatMap(processTree)];
  } catch {
    return [pid];
  }
}

/** Its command, and what each thread does: state, ticks of processor time so far, and where the kernel holds it. */
function describeProcess(pid: number): string {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, 4).join(" ");
    const threads = readdirSync(`/proc/${pid}/task`).map((thread) => {
      const at = `/proc/${pid}/task/${thread}`;
      const stat = readFileSync(`${at}/stat`, "utf8");
      // Behind the name, which may hold anything: the state is first, user and system time are 12th and 13th.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const name = readFileSync(`${at}/comm`, "utf8").trim();
      const ticks = Number(fields[11]) + Number(fields[12]);
      return `  ${name}: ${fields[0]}, ${ticks} ticks, ${readFileSync(`${at}/wchan`, "utf8")}\n`;
    });
    return `process ${pid}: ${command}\n${threads.join("")}`;
  } catch {
    return `process ${pid}\n`;
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
