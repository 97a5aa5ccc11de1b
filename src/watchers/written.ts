/**
 * Stores the texts that were last written to the data files, so that an edit while the server is stopped is noticed and
 * compared with the text that the editor had. Stored after the files: if the server is killed in between, the files
 * differ by changes that the server has anyway.
 */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { isFields } from "../config/document.ts";
import { metaValue, setMetaValue } from "../db/meta.ts";
import type { Store } from "../db/store.ts";
import type { DataFile } from "./data-file.ts";

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Returns the id of the stored state, or null. @throws Error when the stored text can't be read */
export async function readWritten(files: readonly DataFile[], store: Store): Promise<string | null> {
  const stored: unknown = JSON.parse((await store.read(metaValue({ key: "views" }))) ?? "{}");
  for (const file of files) {
    const kept = isFields(stored) ? stored[file.name] : undefined;
    if (!isFields(kept) || typeof kept["packed"] !== "string") continue;
    file.written = (await unpack(Buffer.from(kept["packed"], "base64"))).toString();
    file.packed = kept["packed"];
    file.ids = Array.isArray(kept["ids"]) ? kept["ids"] : [];
  }
  return isFields(stored) && typeof stored["state"] === "string" ? stored["state"] : null;
}

/** Stores the written texts under the id of this state. Returns why the database refused, or null. */
export async function storeWritten(
  files: readonly DataFile[],
  store: Store,
  state: string,
): Promise<string | null> {
  for (const file of files) {
    if (file.written !== null) file.packed ??= (await pack(file.written)).toString("base64");
  }
  const kept = files.map(({ name, packed, ids }) => [name, { packed, ids }]);
  const value = JSON.stringify({ state, ...Object.fromEntries(kept) });
  return new Promise((resolve) => {
    store.commit(setMetaValue({ key: "views", value }), (_done, failure) => {
      if (failure) for (const file of files) file.packed = null;
      resolve(failure?.reason ?? null);
    });
  });
}
