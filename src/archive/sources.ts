/** The kinds of folders that can be imported, told by what lies in them. */
import { existsSync } from "node:fs";
import { isArchive, openFolder } from "./read-folder.ts";
import type { Report } from "./report.ts";
import type { ArchiveSource } from "./source.ts";

interface SourceKind {
  /** What is missing in other folders, for the refusal. */
  readonly mark: string;
  isThis(folder: string): boolean;
  /** @throws Error with one line for people */
  open(folder: string, report: Report): ArchiveSource;
}

const kinds: readonly SourceKind[] = [
  { mark: "archive.json of an export", isThis: isArchive, open: openFolder },
];

/** @throws Error with one line for people, when it is none of them or damaged */
export function openSource(folder: string, report: Report): ArchiveSource {
  if (!existsSync(folder)) throw new Error(`${folder} does not exist`);
  const kind = kinds.find(({ isThis }) => isThis(folder));
  if (kind) return kind.open(folder, report);
  throw new Error(
    `${folder} holds nothing that can be imported: no ${kinds.map(({ mark }) => mark).join(", no ")}, no db/users.json or db/channels of a reference server, and no JSON file of DiscordChatExporter`,
  );
}
