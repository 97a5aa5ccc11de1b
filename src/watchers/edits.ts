/** Turns edited files into changes of members, roles and channels. */
import type { State } from "../chat/state.ts";
import { type Problem, readDocument } from "../config/document.ts";
import type { FileText } from "../config/text-file.ts";
import { errorText } from "../text/error-text.ts";
import { acceptText, type DataFile } from "./data-file.ts";
import type { Edited, Findings } from "./merge/edited.ts";
import type { FileName } from "./plan.ts";
import type { Reports } from "./reports.ts";
import { type TakeOverParts, takeOver } from "./take-over.ts";

/**
 * Takes over the edits, and reports the result of each file. A file with a problem is marked as refused, and not
 * overwritten until it is mended.
 */
export async function takeOverEdits(
  found: ReadonlyMap<DataFile, FileText>,
  parts: TakeOverParts,
  reports: Reports,
): Promise<void> {
  const edited: { [Name in FileName]?: Edited } = {};
  const refused = new Map<FileName, readonly Problem[]>();
  for (const [file, content] of found) {
    const read = readEdit(file, content, parts.state);
    if ("problems" in read) refused.set(file.name, read.problems);
    else edited[file.name] = read;
  }
  if (Object.keys(edited).length > 0) {
    const result = await takeOver(edited, parts);
    for (const [name, problems] of result.refused) refused.set(name, problems);
    for (const file of found.keys()) {
      const findings = result.plan?.findings[file.name];
      if (findings) reports.taken(file, findings);
      if (!refused.has(file.name) && !saysSomething(findings)) reports.changesNothing(file);
    }
  }
  for (const [file, content] of found) {
    const problems = refused.get(file.name);
    file.refused = problems !== undefined;
    if (problems) reports.refused(file, problems);
    else if ("text" in content) acceptText(file, content.text, parts.state);
  }
}

/** A file that can't be read is refused like one with a problem. The others are taken over. */
function readEdit(
  file: DataFile,
  content: FileText,
  state: State,
): Edited | { readonly problems: readonly Problem[] } {
  if ("problem" in content) return { problems: [content.problem] };
  try {
    const document = readDocument(content.text);
    if ("problems" in document) return document;
    const written = readDocument(file.written ?? file.text(state));
    const base = "value" in written ? written.value : null;
    const baseIds = file.written === null ? state.channels.map(({ id }) => id) : file.ids;
    return { document, base, baseIds };
  } catch (error) {
    return { problems: [{ line: null, reason: `the file can't be read: ${errorText(error)}` }] };
  }
}

function saysSomething(findings: Findings | undefined): boolean {
  return findings !== undefined && (findings.notes.length > 0 || findings.changes.length > 0);
}
