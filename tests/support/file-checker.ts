/** Compares the folder of uploaded files with the database: what is missing, what is left over, what is damaged. */

import { Database } from "bun:sqlite";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** One line for each fault of a data folder whose files lie in `files`. A server may run on it meanwhile. */
export function fileFaults(dataFolder: string): string[] {
  const database = new Database(join(dataFolder, "db", "server.db"), { readonly: true });
  const root = join(dataFolder, "files");
  try {
    const rows = database.query("SELECT hash, size FROM blobs").all() as { hash: string; size: number }[];
    const unused = new Set(
      database
        .query("SELECT hash FROM unused_blobs")
        .all()
        .map((row) => (row as { hash: string }).hash),
    );
    const unfinished = database.query("SELECT id, size FROM unfinished_uploads").all() as {
      id: string;
      size: number;
    }[];
    const there = new Map(filesIn(root).map((path) => [path.split("/").at(-1) ?? "", path]));
    const faults = rows.flatMap(({ hash, size }) => {
      const path = there.get(hash);
      there.delete(hash);
      // Its file may be on its way.
      if (path === undefined) return unused.has(hash) ? [] : [`the file of ${hash} is missing`];
      const bytes = readFileSync(path);
      if (bytes.length !== size) return [`${path} has ${bytes.length} bytes, not ${size}`];
      const real = createHash("sha256").update(bytes).digest("hex");
      return real === hash ? [] : [`${path} has other content`];
    });
    for (const { id, size } of unfinished) {
      const path = there.get(id);
      there.delete(id);
      if (path !== undefined && statSync(path).size > size)
        faults.push(`${path} has more than ${size} bytes`);
    }
    return [...faults, ...[...there.values()].map((path) => `nobody knows ${path}`)];
  } finally {
    database.close();
  }
}

/** Blobs that wait to be removed, or to be found in use. */
export function unusedBlobs(dataFolder: string): number {
  const database = new Database(join(dataFolder, "db", "server.db"), { readonly: true });
  try {
    return database.query("SELECT hash FROM unused_blobs").all().length;
  } finally {
    database.close();
  }
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}
