/**
 * A backup as a folder (docs/backup.md), laid out like a data folder:
 *
 * - `backup.json`: what is in it; written last
 * - `config.json`, `db/server.db`, `db/sealing.key`, `db/vapid.pem`, `db/serverAssets/NAME`
 * - `files/ab/cd/abcd…`: uploaded files, by the SHA-256 of their content
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { digestFile } from "../files/digest-file.ts";
import { errorText } from "../text/error-text.ts";

export const manifestName = "backup.json";
export const databaseName = "db/server.db";
export const assetsName = "db/serverAssets";
/** Single files that are in a backup if the data folder has them. */
export const singleFiles = ["config.json", "db/sealing.key", "db/vapid.pem"] as const;

const hash = Type.String({ pattern: "^[0-9a-f]{64}$" });
const count = Type.Integer({ minimum: 0 });

const manifestSchema = Type.Object({
  format: Type.Literal(1),
  /** Version of the program that made it. */
  version: Type.String({ maxLength: 200 }),
  /** Unix seconds. */
  madeAt: Type.Number(),
  /** Everything but uploaded files. */
  files: Type.Array(
    Type.Object({
      name: Type.String({
        pattern:
          "^(config\\.json|db/server\\.db|db/sealing\\.key|db/vapid\\.pem|db/serverAssets/[^/\\\\\\0]{1,255})$",
      }),
      size: count,
      sha256: hash,
    }),
  ),
  /** Null: it was made without uploaded files. */
  uploads: Type.Union([
    Type.Object({
      count,
      bytes: count,
      /** Hashes of files that were missing or damaged in the data folder already. */
      missing: Type.Array(hash),
    }),
    Type.Null(),
  ]),
});
export type Manifest = Static<typeof manifestSchema>;

export function isBackupFolder(folder: string): boolean {
  return existsSync(join(folder, manifestName));
}

/** @throws Error with one line for people, when it isn't a whole backup that this server knows */
export function readManifest(folder: string): Manifest {
  const path = join(folder, manifestName);
  if (!existsSync(path)) throw new Error(`${folder} has no ${manifestName}: it is not a whole backup`);
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`${path} is not JSON: ${errorText(error)}`);
  }
  if (Value.Check(manifestSchema, manifest)) {
    if (manifest.files.some(({ name }) => name === databaseName)) return manifest;
    throw new Error(`${path} names no ${databaseName}: it is not a whole backup`);
  }
  const [fault] = Value.Errors(manifestSchema, manifest);
  throw new Error(
    `${path} is not the list of a backup that this server knows: ${fault?.path} ${fault?.message}`,
  );
}

/** @throws Error with one line for people, when a file is missing or is not what the list says */
export function checkListedFiles(folder: string, { files }: Manifest): void {
  for (const { name, size, sha256 } of files) {
    const path = join(folder, name);
    if (!existsSync(path)) throw new Error(`${path} is missing: the backup is not whole`);
    const found = digestFile(path);
    if (found.size !== size || found.hash !== sha256) {
      throw new Error(`${path} is not as ${manifestName} says: the backup is damaged`);
    }
  }
}

/** The newest other backup in a folder, whose files a new one may share; null: there is none. */
export function newestBackupIn(folder: string): string | null {
  let newest: { readonly path: string; readonly madeAt: number } | null = null;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory() || !isBackupFolder(path)) continue;
    try {
      const { madeAt, uploads } = readManifest(path);
      if (uploads && madeAt > (newest?.madeAt ?? Number.NEGATIVE_INFINITY)) newest = { path, madeAt };
    } catch {
      // Of another version, or damaged: nothing is shared with it.
    }
  }
  return newest?.path ?? null;
}
