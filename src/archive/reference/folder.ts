/** The folder of a reference server. It is only read, and nothing outside of it is. */
import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { isUtf8 } from "../reading/chunks.ts";
import { firstJson, plainJson } from "../reading/json.ts";
import type { Collection, Findings } from "./findings.ts";

export interface ReferenceFolder {
  readonly root: string;
  /** The path of a file, or null if it is missing, is no plain file, or leads out of the folder. */
  file(name: string): string | null;
  /** Names of the entries of a folder inside, in the order of their names. */
  list(name: string): readonly Dirent[];
  /**
   * The value of a JSON file; undefined if it is missing or can't be read. What was odd about it is noted.
   *
   * @param name such as `db/users.json`
   */
  json(name: string, collection: Collection): unknown;
}

/** Bytes of a file that is read as a whole. Files of messages and the log may have any size. */
const longestJson = 256 * 1024 * 1024;

export function openReferenceRoot(root: string, findings: Findings): ReferenceFolder {
  const inside = realpathSync(root) + sep;

  /** The real path, if it lies in the folder. */
  function resolved(name: string): string | null {
    let path: string;
    try {
      path = realpathSync(join(root, name));
    } catch {
      return null;
    }
    if (`${path}${sep}`.startsWith(inside)) return path;
    findings.warn(`${name} leads out of the folder, so it was not read. Copy its content into the folder.`);
    return null;
  }

  function file(name: string): string | null {
    const path = resolved(name);
    return path !== null && statSync(path).isFile() ? path : null;
  }

  function text(name: string, collection: Collection): string | null {
    const path = file(name);
    if (path === null) return null;
    const { size } = statSync(path);
    if (size > longestJson) {
      findings.skipped(collection, `a file of more than ${longestJson} bytes`, name);
      findings.warn(`${name} has ${size} bytes, so it was not read: no server made such a long one.`);
      return null;
    }
    const bytes = readFileSync(path);
    if (!isUtf8(bytes)) findings.repaired(collection, "bytes that are not UTF-8", name);
    return bytes.toString("utf8");
  }

  function read(name: string, collection: Collection, content: string): { value: unknown } | null {
    const plain = plainJson(content);
    if (plain !== undefined) return { value: plain };
    const parsed = firstJson(content);
    if (parsed === null) return null;
    for (const oddity of parsed.oddities) findings.repaired(collection, oddity, name);
    const rest = content.slice(parsed.end).trim();
    if (rest !== "") findings.skipped(collection, "text behind the end of the file's value", name, rest);
    return parsed;
  }

  return {
    root,
    file,
    list(name) {
      const path = resolved(name);
      if (path === null || !statSync(path).isDirectory()) return [];
      return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    json(name, collection) {
      const content = text(name, collection);
      const found = content === null ? null : read(name, collection, content);
      if (found) return found.value;
      const spare = `${name}.tmp`;
      const spareContent = text(spare, collection);
      const instead = spareContent === null ? null : read(spare, collection, spareContent);
      if (content !== null) {
        findings.skipped(collection, "a file that holds no JSON", name, content);
        if (!instead) findings.warn(`${name} can't be read: it holds no JSON.`);
      }
      if (!instead) return undefined;
      findings.repaired(collection, `read from ${spare}, since the file itself is missing or damaged`, name);
      return instead.value;
    },
  };
}

/** The last part of a path as the reference server wrote it: never a way to another folder. */
export function baseName(path: string): string {
  const name = path.split(/[/\\]/).at(-1) ?? "";
  return name === "." || name === ".." ? "" : name.replaceAll("\0", "");
}
