/** Log messages about the data files and edits. A message is logged once, as long as its cause lasts. */
import type { Problem } from "../config/document.ts";
import type { Log } from "../log/log.ts";
import type { DataFile } from "./data-file.ts";
import type { Findings } from "./merge/edited.ts";

export interface Reports {
  /** The changes of an edit, and the notes for its editor. */
  taken(file: DataFile, findings: Findings): void;
  changesNothing(file: DataFile): void;
  refused(file: DataFile, problems: readonly Problem[]): void;
  /** A refused edit isn't in the file any more. */
  withdrawn(file: DataFile): void;
  /** The server has newer changes, but doesn't overwrite the refused edit. */
  stale(file: DataFile): void;
  failed(file: DataFile, message: string): void;
}

/** Most log lines for one edit. */
const mostLines = 20;

function firstOf<Item>(items: readonly Item[]): { readonly shown: readonly Item[]; readonly more: number } {
  return { shown: items.slice(0, mostLines), more: Math.max(0, items.length - mostLines) };
}

export function createReports(log: Log): Reports {
  return {
    taken(file, findings) {
      const notes = firstOf(findings.notes);
      for (const note of notes.shown) log.warn(note, { file: file.path });
      if (notes.more > 0) {
        log.warn("More notes on the file are left out", { file: file.path, more: notes.more });
      }
      const { shown: changes, more } = firstOf(findings.changes);
      if (changes.length === 0) return;
      log.info("A hand edit was taken over", { file: file.path, changes, ...(more > 0 && { more }) });
    },
    changesNothing(file) {
      log.info("A hand edit changes nothing", { file: file.path });
    },
    refused(file, problems) {
      const report = JSON.stringify(problems);
      if (file.reported === report) return;
      file.reported = report;
      file.reportedStale = false;
      const { shown, more } = firstOf(problems);
      for (const { line, reason } of shown) {
        log.error(
          "A hand edit can't be taken over; nothing was changed, and the file stays as it is until it is mended",
          { file: file.path, ...(line !== null && { line }), reason },
        );
      }
      if (more > 0) log.error("More problems of the file are left out", { file: file.path, more });
    },
    withdrawn(file) {
      file.reported = "";
      log.info("The refused hand edit is gone from the file; nothing of it was taken over", {
        file: file.path,
      });
    },
    stale(file) {
      if (file.reportedStale) return;
      file.reportedStale = true;
      log.warn("The data file misses newer changes: it is not written before its edit is mended", {
        file: file.path,
      });
    },
    failed(file, message) {
      if (file.reported === message) return;
      file.reported = message;
      log.error(message, { file: file.path });
    },
  };
}
