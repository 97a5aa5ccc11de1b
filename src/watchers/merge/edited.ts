/** A data file that was edited by hand, and the report of its merge. */
import type { Document, Problem } from "../../config/document.ts";

export interface Edited {
  readonly document: Document;
  /** The text that the server last wrote, parsed. */
  readonly base: unknown;
  /** Ids of the channels in `base`, in its order; their names may have changed since. */
  readonly baseIds: readonly number[];
}

/** The report of merging one file. */
export interface Findings {
  /** With any of these the whole file is refused. */
  readonly problems: Problem[];
  /** Remarks for the editor that are no problems. */
  readonly notes: string[];
  /** Changes, for the log: "mira: roles, nickname". */
  readonly changes: string[];
}

export function noFindings(): Findings {
  return { problems: [], notes: [], changes: [] };
}
