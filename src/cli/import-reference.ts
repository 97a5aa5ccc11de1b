/** `import` of a folder of the Python reference server: its options, and its report. */
import { readFileSync } from "node:fs";
import { openReference, type ReferenceSource } from "../archive/reference/source.ts";
import { errorText } from "../text/error-text.ts";
import type { CommandOption } from "./command-table.ts";
import { refuseInside } from "./import-place.ts";

/** Options of `import` for such folders alone (docs/moving-in.md). */
export const referenceOptions = {
  names: {
    type: "text",
    value: "FILE",
    summary: "of a reference server: a JSON object from names of people without an id to ids of accounts",
  },
  "keep-expired": { type: "flag", summary: "of a reference server: uploaded files whose time is over stay" },
  "unknown-unread": {
    type: "flag",
    summary: "of a reference server: a channel counts as unread where the last read message was deleted",
  },
  "include-deleted": {
    type: "flag",
    summary: "of a reference server: messages too that only the database of March 2026 has",
  },
} as const satisfies Readonly<Record<string, CommandOption>>;

export interface ReferenceValues {
  readonly names?: string | undefined;
  readonly "keep-expired"?: boolean | undefined;
  readonly "unknown-unread"?: boolean | undefined;
  readonly "include-deleted"?: boolean | undefined;
}

/** @param dataFolder of the new server; null: there will be none. @throws Error with one line for people */
export function openReferenceFolder(
  folder: string,
  dataFolder: string | null,
  values: ReferenceValues,
): ReferenceSource {
  refuseInside(folder, dataFolder);
  return openReference(folder, {
    ...(values.names !== undefined && { names: readNames(values.names) }),
    keepExpired: values["keep-expired"] === true,
    unknownUnread: values["unknown-unread"] === true,
    includeDeleted: values["include-deleted"] === true,
  });
}

/** Ids of accounts by name in lower case. */
function readNames(file: string): ReadonlyMap<string, string> {
  const problem = `${file} must hold a JSON object from names to ids, such as {"oldtimer": "USR:71fa"}`;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${problem}: ${errorText(error)}`);
  }
  const entries =
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : null;
  const isRight = entries?.every(([name, id]) => name !== "" && typeof id === "string" && id !== "");
  if (!entries || !isRight) throw new Error(problem);
  return new Map(entries.map(([name, id]): [string, string] => [name.toLowerCase(), String(id)]));
}
