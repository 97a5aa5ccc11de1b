/** The report of `export` and `import`, for people. Lines hold names as the archive has them, with control characters too. */
import type { ReportResult } from "../archive/report.ts";

/** @param did what the records were, such as `imported` */
export function* reportLines({ counts, problems, notes }: ReportResult, did: string): Generator<string> {
  for (const [kind, { read, imported, known, repaired, skipped }] of Object.entries(counts)) {
    const more = [
      known > 0 && `${known} were there already`,
      repaired > 0 && `${repaired} repaired`,
      skipped > 0 && `${skipped} left out`,
    ].filter((text) => text !== false);
    const which = imported === read ? `${read}` : `${imported} of ${read}`;
    yield `${kind}: ${which} ${did}${more.length > 0 ? `; ${more.join(", ")}` : ""}`;
  }
  for (const { kind, what, reason, count, examples } of problems) {
    const further = count > examples.length ? ", …" : "";
    yield `${what === "repaired" ? "repaired" : "left out"}, ${kind}: ${reason} (${count}: ${examples.join(", ")}${further})`;
  }
  for (const note of notes) yield `note: ${note}`;
}
