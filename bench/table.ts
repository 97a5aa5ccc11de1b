/** The generated parts of docs/performance.md: what is promised; when and where it was measured, and one table of all benchmarks. */
import type { Recorded, RecordedMeasure } from "./recorded.ts";
import { isMet, number } from "./report.ts";

export function tableOf(measured: readonly Recorded[]): string {
  const rows = measured.flatMap(({ name, measures }) =>
    shown(measures).map(({ label, measure }) => [name, label, ...cells(measure)]),
  );
  return `${[
    "",
    ...occasions(measured),
    "",
    line(["Benchmark", "Measure", "Unit", "Median", "Lowest", "Highest", "Target", "Met"]),
    line(["---", "---", "---", "--:", "--:", "--:", "--:", "---"]),
    ...rows.map(line),
    "",
    ...measured.map(({ name, about }) => `- \`${name}\`: ${about}`),
    "",
  ].join("\n")}\n`;
}

/** What is promised, with the last result and the name of the benchmark. */
export function promisesOf(measured: readonly Recorded[]): string {
  const rows = measured.flatMap(({ name, about, measures }) =>
    shown(measures)
      .filter(({ measure }) => measure.target !== null)
      .map(({ label, measure }, index) => {
        const [unit = "", median = "", , , bound = "", met = ""] = cells(measure);
        // A benchmark's first row names it for the others.
        const heading = index === 0 ? [`\`${name}\``, about] : ["", ""];
        return [...heading, label, unit, bound, median, met];
      }),
  );
  return `${[
    "",
    line(["NAME", "What it does", "Measure", "Unit", "Promised", "Measured", "Kept"]),
    line(["---", "---", "---", "---", "--:", "--:", "---"]),
    ...rows.map(line),
    "",
  ].join("\n")}\n`;
}

/** Measures with a target, and those that stand for themselves; the rest is printed only by the benchmark. */
export function shown(measures: readonly RecordedMeasure[]) {
  let parent = "";
  return measures.flatMap((measure) => {
    const detail = measure.what.startsWith("  ");
    const label = detail ? `${parent.split(":")[0]}: ${measure.what.trim()}` : measure.what;
    if (!detail) parent = measure.what;
    const known = measure.median !== null || measure.min !== null;
    return known && (measure.target || !detail) ? [{ label, measure }] : [];
  });
}

function cells(measure: RecordedMeasure): string[] {
  const { unit, median, min, max, target } = measure;
  const met = median === null ? null : isMet({ target, median });
  const bound = target ? ("most" in target ? `≤ ${number(target.most)}` : `≥ ${number(target.least)}`) : "";
  return [unit, ...[median, min, max].map(cell), bound, met === null ? "" : met ? "yes" : "**no**"];
}

function cell(value: number | null): string {
  return value === null ? "" : number(value);
}

/** A sentence for each machine and day, with its benchmarks' names when there are several. */
function occasions(measured: readonly Recorded[]): string[] {
  const groups = [...Map.groupBy(measured, whereAndWhen)];
  if (groups.length === 1) return groups.map(([sentence]) => sentence);
  return groups.map(([sentence, results]) => `- ${results.map(({ name }) => name).join(", ")}: ${sentence}`);
}

function whereAndWhen({ at, machine }: Recorded): string {
  const { cpu, cores, kernel, bun, fsyncMilliseconds } = machine;
  const fsync = fsyncMilliseconds.toFixed(2);
  return `Measured on ${at.slice(0, 10)}: ${cpu}, ${cores} cores, Linux ${kernel}, Bun ${bun}; one \`fsync\` takes ${fsync} ms.`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
