/**
 * Knows from which state of the database the data files were written. Each writing gets a new id. The database keeps the
 * id with the texts (`meta.views`), and the file `views.state` beside the data files keeps it with their hashes. When
 * the ids differ, one side was restored without the other.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isFields } from "../config/document.ts";
import { replaceFile } from "../config/write-file.ts";
import type { FileName } from "./plan.ts";

export const viewsStateFile = "views.state";

export interface ViewsState {
  /** Id of the state that the files show. */
  readonly state: string;
  /** The state before, null for none. Present only while the database may not have the new one yet. */
  readonly from?: string | null;
  /** SHA-256 of the files as the server wrote them. */
  readonly hashes: Readonly<Partial<Record<FileName, string>>>;
}

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Null when there is no readable file. */
export async function readViewsState(folder: string): Promise<ViewsState | null> {
  try {
    const stored: unknown = JSON.parse(await readFile(join(folder, viewsStateFile), "utf8"));
    if (!isFields(stored) || typeof stored["state"] !== "string") return null;
    const { state, from, hashes } = stored;
    return {
      state,
      ...((typeof from === "string" || from === null) && { from }),
      hashes: isFields(hashes) ? (hashes as ViewsState["hashes"]) : {},
    };
  } catch {
    return null;
  }
}

/** How the data files and the database belong together. */
export type Origin =
  /** The server wrote them from this state of the database. Differences are hand edits. */
  | "same"
  /** The same, but the server was killed between the files and the database. */
  | "interrupted"
  /** They were written from another database, or from another state of this one. */
  | "other";

/** @param stored the id in the database, null when it has none */
export function originOf(beside: ViewsState | null, stored: string | null): Origin {
  if ((beside?.state ?? null) === stored) return "same";
  return beside !== null && beside.from === stored ? "interrupted" : "other";
}

export async function writeViewsState(folder: string, state: ViewsState): Promise<void> {
  const about = "The server compares this with its database to notice a restored one. Do not edit it.";
  const text = `${JSON.stringify({ about, ...state }, null, 4)}\n`;
  await replaceFile(join(folder, viewsStateFile), text, () => true);
}
