/** A data file that was edited by hand, and what its merge reports. */
import type { Document, Problem } from "../../config/document.ts";

export interface Edited {
  readonly document: Document;
  /** What the server last wrote, parsed. */
  readonly base: unknown;
  /** Ids of the channels in `base`, in its order; their names may have changed since. */
  readonly baseIds: readonly number[];
}

/** What the merge of one file reports beside its result. */
export interface Findings {
  /** With any of these nothing of the file is taken over. */
  readonly problems: Problem[];
  /** What the editor should know although it is no problem. */
  readonly notes: string[];
  /** What was changed, for the log: "mira: roles, nickname". */
  readonly changes: string[];
}

export function noFindings(): Findings {
  return { problems: [], notes: [], changes: [] };
}
