/** A CPU profile of the event loop, by the steps of a request. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** `parse`: from the frame to a packet. `event`: from the answer of the database to what goes to connections. */
export const loopSteps = ["parse", "checks", "crossing", "event", "outbox"] as const;
export type LoopStep = (typeof loopSteps)[number];

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly url: string; readonly functionName: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/**
 * The share of each step in the profile of a folder, which holds one. The profile counts time that passes, and the call
 * that wakes the database thread often gives it the core: that call is left out.
 */
export function sharesOf(folder: string): Record<LoopStep, number> {
  const [name] = readdirSync(folder).filter((file) => file.endsWith(".cpuprofile"));
  if (name === undefined) throw new Error(`no profile in ${folder}`);
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(readFileSync(join(folder, name), "utf8"));
  const parents = new Map<number, number>();
  const files = new Map<number, string>();
  const waking = new Set<number>();
  for (const { id, callFrame, children = [] } of nodes) {
    if (callFrame.url === "" && callFrame.functionName === "postMessage") waking.add(id);
    files.set(id, /\/src\/(.+\.ts)$/.exec(callFrame.url)?.[1] ?? "");
    for (const child of children) parents.set(child, id);
  }
  const times: Record<LoopStep, number> = { parse: 0, checks: 0, crossing: 0, event: 0, outbox: 0 };
  let all = 0;
  for (const [index, sample] of samples.entries()) {
    if (waking.has(sample)) continue;
    const stack: string[] = [];
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
      const file = files.get(id);
      if (file) stack.push(file);
    }
    const step = stepOf(stack);
    const time = timeDeltas[index] ?? 0;
    if (step === null) continue;
    times[step] += time;
    all += time;
  }
  for (const step of loopSteps) times[step] /= all;
  return times;
}

const reading =
  /^gateway\/(transport|gateway|dispatch|intake|outline|packet|packet-budget|byte-budget|request-queue)\.ts$/;

/** @param stack files of src/, the innermost first. Null: it is of no request. */
function stepOf(stack: readonly string[]): LoopStep | null {
  const [innermost = ""] = stack;
  if (innermost === "gateway/outbox.ts") return "outbox";
  if (innermost.startsWith("db/")) return "crossing";
  if (stack.includes("db/sqlite/store.ts")) return "event";
  if (!stack.includes("gateway/transport.ts")) return null;
  return reading.test(innermost) ? "parse" : "checks";
}
