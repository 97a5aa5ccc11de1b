/** The details of an entry of the audit log as lines of text. */
import type { Reply } from "../../../client/index.ts";
import { t } from "../texts/texts.ts";

export type Entry = Reply<"modlog_get">["entries"][number];

export interface Line {
  readonly name: string;
  /** Null: there was nothing before, or it isn't told. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Only what changed. The reason stands elsewhere. */
export function linesOf(details: Entry["details"]): Line[] {
  const { before, reason: _, ...after } = details;
  const old = isRecord(before) ? before : {};
  return [...new Set([...Object.keys(after), ...Object.keys(old)])]
    .map((name) => ({
      name,
      before: name in old ? textOf(old[name]) : null,
      after: name in after ? textOf(after[name]) : null,
    }))
    .filter((line) => line.before !== line.after);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? t().yes : t().no;
  if (Array.isArray(value)) return value.length === 0 ? "–" : value.map(textOf).join(", ");
  if (isRecord(value)) {
    return Object.entries(value)
      .map(([name, each]) => `${name}: ${textOf(each)}`)
      .join("; ");
  }
  return String(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
