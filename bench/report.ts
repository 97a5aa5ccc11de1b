/** What a benchmark found: a table for people, JSON for whatever compares runs. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "./machine.ts";
import { type Spread, spread } from "./statistics.ts";

export interface Measure extends Spread {
  readonly what: string;
  readonly unit: string;
  /** The bound that the median is held to, or null for what is only told. */
  readonly target: { readonly most: number } | { readonly least: number } | null;
}

export interface Report {
  readonly measures: readonly Measure[];
  /** How it was done, as far as the number means nothing without it. */
  readonly notes: readonly string[];
}

export interface Benchmark {
  readonly name: string;
  /** One line: what it measures. */
  readonly about: string;
  run(): Promise<Report>;
}

export function measure(
  what: string,
  unit: string,
  values: readonly number[],
  target: Measure["target"] = null,
): Measure {
  return { what, unit, ...spread(values), target };
}

export function isMet({ target, median }: Pick<Measure, "target" | "median">): boolean | null {
  if (!target) return null;
  return "most" in target ? median <= target.most : median >= target.least;
}

export function print({ name, about }: Benchmark, { measures, notes }: Report): void {
  console.log(`\n${name}: ${about}`);
  const lines = measures.map((entry) => [
    entry.what,
    `${number(entry.median)} ${entry.unit}`,
    entry.rounds > 1 ? `${number(entry.min)} – ${number(entry.max)}, ${entry.rounds} rounds` : "one round",
    targetText(entry),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  for (const line of lines) {
    console.log(`  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
  }
  for (const note of notes) console.log(`  · ${note}`);
}

export function save(benchmark: Benchmark, report: Report, machine: Machine): void {
  const folder = join(import.meta.dir, "results");
  mkdirSync(folder, { recursive: true });
  const measures = report.measures.map((entry) => ({ ...entry, met: isMet(entry) }));
  const { name, about } = benchmark;
  const result = { name, about, at: new Date().toISOString(), machine, ...report, measures };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

function targetText(entry: Measure): string {
  const met = isMet(entry);
  if (met === null || !entry.target) return "";
  const bound = "most" in entry.target ? `≤ ${number(entry.target.most)}` : `≥ ${number(entry.target.least)}`;
  return `${bound}: ${met ? "met" : "MISSED"}`;
}

/** Three significant digits, with separators for large ones. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return "—";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}
