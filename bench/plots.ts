/** The plots of docs/performance.md as SVG, readable on light and dark pages. */

import type { Recorded, RecordedMeasure } from "./recorded.ts";
import { number } from "./report.ts";
import { shown } from "./table.ts";

interface Bar {
  readonly label: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Where the target's mark stands. */
  readonly mark: number | null;
  /** The number as it is written at the right edge. */
  readonly text: string;
}

/** Files by name; a plot without any number is left out. */
export function plotsOf(measured: readonly Recorded[]): Map<string, string> {
  const of = (name: string) => shown(measured.find((result) => result.name === name)?.measures ?? []);
  const bars = (name: string, unit: string, before = "") =>
    of(name).flatMap(({ label, measure }) => (measure.unit === unit ? bar(before + label, measure) : []));
  const plots: readonly [string, string, readonly Bar[]][] = [
    [
      "targets",
      "Share of the target that is used up; the line is the target (shorter is better)",
      measured.flatMap(({ name, measures }) =>
        shown(measures).flatMap(({ label, measure }) => share(`${name}: ${label}`, measure)),
      ),
    ],
    [
      "fanout",
      "Server CPU per delivered frame, µs (shorter is better)",
      bars("fanout-single", "µs CPU per frame"),
    ],
    [
      "writes",
      "Stored and acknowledged writes per second (longer is better)",
      [...bars("message-new", "messages/s", "message_new: "), ...bars("edit-delete", "per second")],
    ],
    ["search", "Search in 1,000,000 messages, p95 in ms (shorter is better)", bars("search", "ms")],
  ];
  return new Map(
    plots.flatMap(([name, title, bars]) => (bars.length > 0 ? [[name, draw(title, bars)] as const] : [])),
  );
}

function bar(label: string, { median, min, max, target }: RecordedMeasure): Bar[] {
  if (median === null) return [];
  const mark = target ? ("most" in target ? target.most : target.least) : null;
  return [{ label, value: median, low: min, high: max, mark, text: number(median) }];
}

/** How much of what the target allows is used: 1 is the target, whichever way it is meant. */
function share(label: string, { median, min, max, target }: RecordedMeasure): Bar[] {
  if (median === null || !target) return [];
  const used = (value: number) => ("most" in target ? value / target.most : target.least / value);
  const ends = [min, max].flatMap((value) => (value === null ? [] : used(value)));
  return [
    {
      label,
      value: used(median),
      low: ends.length > 1 ? Math.min(...ends) : null,
      high: ends.length > 1 ? Math.max(...ends) : null,
      mark: 1,
      text: `${Math.round(used(median) * 100)} %`,
    },
  ];
}

const width = 860;
const left = 390;
const right = 90;
const top = 44;
const step = 22;

// Colours of its own below the plot, so that it is readable on whatever page it stands.
const style = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 13px }
  .page { fill: #ffffff } .bar { fill: #4078c0 } .range { stroke: #1f2328 } .mark { stroke: #cf222e; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .page { fill: #0d1117 } .bar { fill: #3b6cb0 } .range { stroke: #e6edf3 } .mark { stroke: #ff7b72 }
  }`;

function draw(title: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.flatMap(({ value, high, mark }) => [value, high ?? 0, mark ?? 0]));
  const x = (value: number) => Math.round(left + (value / most) * (width - left - right));
  const height = top + bars.length * step + 10;
  const rows = bars.map(({ label, value, low, high, mark, text }, row) => {
    const y = top + row * step;
    return [
      `<text x="${left - 8}" y="${y + 12}" text-anchor="end">${escaped(label)}</text>`,
      `<rect class="bar" x="${left}" y="${y + 2}" width="${Math.max(1, x(value) - left)}" height="13"/>`,
      low === null || high === null
        ? ""
        : `<path class="range" d="M${x(low)} ${y + 8.5}H${x(high)}M${x(low)} ${y + 5}v7M${x(high)} ${y + 5}v7"/>`,
      mark === null ? "" : `<path class="mark" d="M${x(mark)} ${y - 1}v19"/>`,
      `<text x="${width - 16}" y="${y + 12}" text-anchor="end">${escaped(text)}</text>`,
    ].filter((part) => part !== "");
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}\n</style>`,
    `<rect class="page" width="${width}" height="${height}" rx="6"/>`,
    `<text class="title" x="16" y="24">${escaped(title)}</text>`,
    ...rows.flat(),
    "</svg>",
  ].join("\n")}\n`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
