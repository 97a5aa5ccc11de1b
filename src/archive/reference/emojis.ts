/** db/serverEmojis.json and its pictures. */
import { readFileSync, statSync } from "node:fs";
import { pictureWithin } from "../../chat/pictures.ts";
import { isFields } from "../../config/document.ts";
import { limits } from "../../protocol/limits.ts";
import { firstFreeName } from "../first-free-name.ts";
import { asText, fieldsOf, someText } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import { type Findings, noteUnknownKeys } from "./findings.ts";
import { baseName, type ReferenceFolder } from "./folder.ts";

const index = "db/serverEmojis.json";
const pictures = "db/serverEmojis";

export interface Emojis {
  readonly records: readonly RecordOf<"emoji">[];
  /** The largest id in the index and the folder. */
  readonly last: number;
}

/** Larger numbers were never given to an emoji, and none may follow them. */
const mostId = 1_000_000_000;

/** The id that a text is, or null. */
export function emojiId(text: string): number | null {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : mostId;
  return id < mostId ? id : null;
}

const knownKeys: ReadonlySet<string> = new Set([...["id", "name", "fileName"]]);

export function readEmojis(folder: ReferenceFolder, findings: Findings): Emojis {
  const value = folder.json(index, "emojis");
  const names = new Set<string>();
  const files = new Set<string>();
  const records: RecordOf<"emoji">[] = [];
  let last = 0;
  for (const [key, fields] of Object.entries(fieldsOf(value))) {
    findings.read("emojis");
    const place = `${index}: ${key}`;
    const id = emojiId(key);
    if (id !== null) last = Math.max(last, id);
    const base = baseName(asText(fieldsOf(fields)["fileName"] ?? ""));
    files.add(base);
    const picture = base === "" ? null : pictureIn(folder, `${pictures}/${base}`);
    if (id === null || !isFields(fields) || !picture) {
      const reason = "no picture, or one that can't be shown safely (png, jpg, gif or webp, at most 512 KiB)";
      findings.skipped("emojis", id === null ? "its id is no number" : reason, place, fields);
      continue;
    }
    noteUnknownKeys(fields, knownKeys, { collection: "emojis", place, findings });
    const wanted = someText(fields["name"]) ?? `emoji_${id}`;
    const name = firstFreeName(wanted, (one) => names.has(one.toLowerCase()), { mark: "_" });
    if (name !== fields["name"])
      findings.repaired("emojis", "another emoji has its name, or it has none", `${place}, now ${name}`);
    names.add(name.toLowerCase());
    records.push({ kind: "emoji", id, name, fileName: fileNameOf(base, id, records), ...picture });
  }
  for (const { name } of folder.list(pictures)) {
    const id = emojiId(name.split(".")[0] ?? "");
    if (id !== null) last = Math.max(last, id);
    if (!files.has(name)) findings.skipped("files", "no emoji has this file", `${pictures}/${name}`);
  }
  findings.imported("emojis", records.length);
  return { records: records.toSorted((a, b) => a.id - b.id), last };
}

/** Two emojis may share a picture, but not its name. */
function fileNameOf(base: string, id: number, others: readonly RecordOf<"emoji">[]): string {
  return others.some(({ fileName }) => fileName === base) ? `${id}-${base}` : base;
}

function pictureIn(folder: ReferenceFolder, name: string) {
  const path = folder.file(name);
  const most = { bytes: limits.namedPictureBytes, side: limits.namedPictureSide };
  if (path === null || statSync(path).size > most.bytes) return null;
  return pictureWithin(most, `data:;base64,${readFileSync(path, "base64")}`);
}
