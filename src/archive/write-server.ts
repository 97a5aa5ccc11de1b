/** Stores what belongs to the server itself: its keys, its configuration, and files that this names. */
import { createPrivateKey } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "../config/write-file.ts";
import { digestFile } from "../files/digest-file.ts";
import { copyWhole } from "./copy-whole.ts";
import type { ArchiveSource } from "./source.ts";
import type { KindWriter, Writing } from "./writing.ts";

/** @param dataFolder null: nothing is written */
export function serverWriter(writing: Writing, dataFolder: string | null): KindWriter<"server"> {
  const { sqlite, target, report } = writing;

  function neverBelow(table: "emojis" | "stickers", last: number): void {
    sqlite.query("DELETE FROM sqlite_sequence WHERE name = ?").run(table);
    sqlite.query("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)").run(table, last);
  }

  return {
    label: () => "server",
    write({ config, vapidKey, signingUrl, lastEmoji, lastSticker }) {
      if (target.goesOn && target.meta("imported_channels") !== null) return "known";
      if (signingUrl !== undefined) target.setMeta("signing_url", signingUrl);
      if (lastEmoji !== undefined) neverBelow("emojis", lastEmoji);
      if (lastSticker !== undefined) neverBelow("stickers", lastSticker);
      if (vapidKey !== undefined && !isKey(vapidKey)) {
        report.repaired(
          "server",
          "the key for web push is no private key of P-256 in PEM, and was left out",
          "vapidKey",
        );
      } else if (vapidKey !== undefined && dataFolder !== null) {
        place(join(dataFolder, "db", "vapid.pem"), vapidKey);
      }
      if (config !== undefined && dataFolder !== null) place(join(dataFolder, "config.json"), config);
      return "imported";
    },
  };

  function place(path: string, text: string): void {
    if (!existsSync(path)) writeFileAtomically(path, text);
    else if (readFileSync(path, "utf8") !== text)
      report.note(`${path} was there already, and stays as it is`);
  }
}

function isKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.namedCurve === "prime256v1";
  } catch {
    return false;
  }
}

/** @param dataFolder null: nothing is written */
export function assetWriter(
  source: Pick<ArchiveSource, "file">,
  dataFolder: string | null,
): KindWriter<"asset"> {
  return {
    label: ({ name }) => name,
    write({ name, file }) {
      const path = source.file(file);
      if (path === null || !existsSync(path)) return { skipped: "its file is missing" };
      if (name === "." || name === "..") return { skipped: "it has no name of a file" };
      if (dataFolder === null) return "imported";
      const folder = join(dataFolder, "db", "serverAssets");
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const target = join(folder, name);
      if (existsSync(target)) {
        const isSame = statSync(target).isFile() && digestFile(target).hash === digestFile(path).hash;
        return isSame ? "known" : { skipped: "another file with its name is there already" };
      }
      // Beside the folder: all that is in it counts as an asset.
      copyWhole(path, target, `${folder}.importing`);
      return "imported";
    },
  };
}
