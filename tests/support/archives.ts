/** Data folders that hold something of everything, and archives compared. */
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../src/archive/report.ts";
import type { ArchiveSource } from "../../src/archive/source.ts";
import { hashOfSecret, openSealing } from "../../src/sealing/sealing.ts";
import { fill } from "./full-store.ts";
import { blob, small } from "./full-store-rows.ts";
import { openMemoryDatabase } from "./memory-database.ts";
import { faultsIn } from "./store-checker.ts";

/** Makes a data folder with a row in every table, real files, and secrets that this folder's key opens. */
export function fullDataFolder(folder: string): void {
  const db = join(folder, "db");
  mkdirSync(join(db, "serverAssets"), { recursive: true });
  const database = openMemoryDatabase(join(db, "server.db"));
  fill(database);
  const sealing = openSealing(db);
  const endpoint = "https://push.example/nora";
  const subscription = JSON.stringify({ endpoint, keys: { p256dh: "key of nora", auth: "secret" } });
  database.sql("UPDATE push_jobs SET subscription = ?", [hashOfSecret(endpoint)]);
  database.sql("DELETE FROM push_subscriptions WHERE user <> 'u:nora'");
  database.sql("UPDATE push_subscriptions SET hash = ?, sealed = ?", [
    hashOfSecret(endpoint),
    sealing.seal(subscription),
  ]);
  database.sql("UPDATE webhooks SET token = ?, token_hash = ?, secret = ?", [
    sealing.seal("a token"),
    hashOfSecret("a token"),
    sealing.seal("a secret"),
  ]);
  database.sql("INSERT INTO meta VALUES ('signing_url', 'https://chat.example')");
  for (const [placeholder, text] of [
    [blob, "tea 1"],
    [small, "tea 2"],
  ] as const) {
    const hash = createHash("sha256").update(text).digest("hex");
    const place = join(folder, "files", hash.slice(0, 2), hash.slice(2, 4));
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, hash), text);
    database.sql("UPDATE blobs SET hash = ? WHERE hash = ?", [hash, placeholder]);
    database.sql("UPDATE unused_blobs SET hash = ? WHERE hash = ?", [hash, placeholder]);
    for (const column of ["blob", "small", "large"]) {
      database.sql(`UPDATE attachments SET ${column} = ? WHERE ${column} = ?`, [hash, placeholder]);
    }
  }
  database.close();
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(join(db, "vapid.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  writeFileSync(join(folder, "config.json"), '{ "server": { "name": "Fox den", "icon": "fox.gif" } }\n');
  writeFileSync(join(db, "serverAssets", "fox.gif"), "a picture");
}

/** Replaces a file of records in an archive, and forgets the hashes. */
export function changeArchive(archive: string, name: string, edit: (text: string) => string): void {
  writeFileSync(join(archive, name), edit(readFileSync(join(archive, name), "utf8")));
  const list = JSON.parse(readFileSync(join(archive, "archive.json"), "utf8"));
  for (const file of list.files) delete file.sha256;
  writeFileSync(join(archive, "archive.json"), JSON.stringify(list));
}

/** Adds so many messages to #general. */
export function addMessages(archive: string, count: number): void {
  const line = (number: number) =>
    JSON.stringify({
      kind: "message",
      room: "c1",
      id: `more ${number}`,
      author: "u:mira",
      content: `Hello @nora, this is the message ${number}`,
      at: 1000 + number,
      pings: { users: ["u:nora"] },
    });
  const lines = Array.from({ length: count }, (_, number) => `${line(number)}\n`);
  changeArchive(archive, "messages/c1.jsonl", (text) => text + lines.join(""));
}

/** The files of a folder, by their paths inside it. */
export function contentOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    files.toSorted().map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]),
  );
}

/** A source, and what its reader and the writer say of it. */
export interface Opened {
  readonly report: Report;
  readonly source: ArchiveSource;
}

/** What is wrong with an imported database, apart from what the server does by itself: searches, forgetting pictures. */
export function faultsOf(dataFolder: string): string[] {
  return faultsIn(join(dataFolder, "db", "server.db")).filter((fault) => !isForServer.test(fault));
}
const isForServer = /^(search has not caught up|a message that search doesn't find|a picture of nobody)/;
