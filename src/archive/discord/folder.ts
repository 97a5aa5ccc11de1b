/** The folder of the exports. It is only read, and no link in it is followed. */
import { createHash } from "node:crypto";
import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join, normalize, sep } from "node:path";
import type { Fields } from "../../config/document.ts";
import { fieldsOf } from "../reading/values.ts";
import type { Report } from "../report.ts";
import { headOf, messagesIn } from "./export-file.ts";
import { isSnowflake } from "./snowflakes.ts";

/** A file of the folder with the messages of one channel or thread, or with a part of them. */
export interface Export {
  /** The name of the file. */
  readonly name: string;
  readonly path: string;
  readonly guild: Fields;
  readonly channel: Fields;
  /** Id of its channel. */
  readonly room: string;
  /** Id of its first message. Null: it has none. */
  readonly first: string | null;
}

export interface DiscordFolder {
  readonly root: string;
  readonly exports: readonly Export[];
  /** The path of a file inside; null: it is missing, is no plain file, or the way to it leads out or over a link. */
  file(name: string): string | null;
}

/** Does the folder hold an export, directly inside? */
export function isDiscordFolder(root: string): boolean {
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) return false;
  return jsonFiles(root).some((entry) => entry.isFile() && isExport(headOf(join(root, entry.name))));
}

const jsonFiles = (root: string): Dirent[] =>
  readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => name.toLowerCase().endsWith(".json"))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

function isExport(head: Fields | null): head is Fields {
  return head !== null && isSnowflake(fieldsOf(head["channel"])["id"]) && "guild" in head;
}

/** @throws Error with one line for people, when the exports are of several servers */
export function openFolder(root: string, report: Report): DiscordFolder {
  const exports = jsonFiles(root).flatMap((entry) => openExport(root, entry, report) ?? []);
  const guilds = Map.groupBy(exports, ({ guild }) => String(guild["id"]));
  if (guilds.size > 1) {
    const files = [...guilds.values()].map(([one]) => one?.name).slice(0, 3);
    throw new Error(
      `${root} holds exports of several servers, such as ${files.join(" and ")}; import each from a folder of its own`,
    );
  }
  return { root, exports, file: (name) => fileIn(root, name) };
}

function openExport(root: string, entry: Dirent, report: Report): Export | null {
  const { name } = entry;
  const path = join(root, name);
  if (!entry.isFile()) {
    report.skipped("channel", "no plain file, or a link", name);
    return null;
  }
  const head = headOf(path);
  if (!isExport(head)) {
    report.skipped("channel", "a file that is no export of DiscordChatExporter, or is cut off", name);
    return null;
  }
  const [first, second] = firstIds(path);
  if (first && second && BigInt(second) < BigInt(first)) {
    report.skipped("channel", "its messages go backwards; export it again without --reverse", name);
    return null;
  }
  const channel = fieldsOf(head["channel"]);
  return {
    ...{ name, path, channel, guild: fieldsOf(head["guild"]) },
    room: String(channel["id"]),
    first: first ?? null,
  };
}

/** The ids of the first two messages. */
function firstIds(path: string): string[] {
  const ids: string[] = [];
  for (const { value } of messagesIn(path, { repaired() {}, skipped() {} })) {
    if (isSnowflake(value["id"])) ids.push(value["id"]);
    if (ids.length === 2) break;
  }
  return ids;
}

function fileIn(root: string, name: string): string | null {
  try {
    const real = realpathSync(root);
    const wanted = join(real, normalize(name));
    const isThere =
      wanted.startsWith(real + sep) && realpathSync(wanted) === wanted && statSync(wanted).isFile();
    return isThere ? wanted : null;
  } catch {
    return null;
  }
}

/** Tells the same folder, unchanged, and the same options from others. */
export function fingerprint({ exports }: DiscordFolder, options: unknown): string {
  const hash = createHash("sha256");
  for (const { name, path } of exports) {
    const { size, mtimeMs } = statSync(path);
    hash.update(JSON.stringify([name, size, mtimeMs]));
  }
  hash.update(JSON.stringify(options));
  return `discord ${hash.digest("hex")}`;
}
