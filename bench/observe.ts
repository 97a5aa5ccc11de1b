/** What a piece of work cost: time, the server's processor time, and how busy the load generator was. */
import type { Measured } from "./processes.ts";

export interface Cost {
  readonly seconds: number;
  /** Processor seconds of the measured process. */
  readonly cpu: number;
  /** Share of a core that the load generator used; near 1 it is what was measured. */
  readonly load: number;
}

export async function observe(measured: Measured, work: () => Promise<unknown>): Promise<Cost> {
  const cpu = measured.cpu();
  const own = process.cpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(own);
  return { seconds, cpu: measured.cpu() - cpu, load: (user + system) / 1e6 / seconds };
}

/** What several pieces of work cost together. */
export function together(costs: readonly Cost[]): Cost {
  const sum = (of: (cost: Cost) => number) => costs.reduce((total, cost) => total + of(cost), 0);
  const seconds = sum((cost) => cost.seconds);
  return { seconds, cpu: sum((cost) => cost.cpu), load: sum((cost) => cost.load * cost.seconds) / seconds };
}

/** A sentence for the notes of a report. */
export function loadNote(costs: readonly Cost[]): string {
  const shares = costs.map((cost) => Math.round(cost.load * 100));
  return `load generator used ${Math.min(...shares)} – ${Math.max(...shares)} % of its core`;
}
