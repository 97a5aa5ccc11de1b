/** Tables on a terminal. */
import { oneLine } from "./plain.ts";

/** Rows of cells in columns, under a head. The last column is not padded. Cells hold other people's text. */
export function columns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => oneLine(cell)));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => Bun.stringWidth(row[column] ?? ""))));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - Bun.stringWidth(cell))))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/**
 * Names and values under each other; undefined values are left out. A list has a line for each item. Values hold other
 * people's text.
 */
export function fields(rows: readonly (readonly [string, string | readonly string[] | undefined])[]): string {
  const shown = rows.filter(
    (row): row is readonly [string, string | readonly string[]] => row[1] !== undefined,
  );
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  const further = `\n${" ".repeat(width + 2)}`;
  return shown
    .map(([name, value]) => `${name.padEnd(width)}  ${[value].flat().map(oneLine).join(further)}`)
    .join("\n");
}

/** @param seconds Unix time @example when(0) // "1970-01-01 00:00 UTC" */
export function when(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return "?";
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** @example span(93_784) // "1d 2h" */
export function span(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [Math.floor(seconds) % 60, "s"],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return "0s";
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count}${unit}`).join(" ");
}

/** @example bytes(1536) // "1.5 KiB" */
export function bytes(count: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const step = Math.min(units.length - 1, count < 1 ? 0 : Math.floor(Math.log2(count) / 10));
  return `${step === 0 ? count : (count / 1024 ** step).toFixed(1)} ${units[step]}`;
}
