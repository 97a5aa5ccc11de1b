/** Files that aren't read into records: those of plugins, backups, unfinished writes, and what nobody knows. */
import type { Findings } from "./findings.ts";
import type { ReferenceFolder } from "./folder.ts";

const known: ReadonlySet<string> = new Set([
  ...["config.json", "db", "plugins", "vapid"],
  ...[
    "users.json",
    "roles.json",
    "channels.json",
    "channels",
    "threads",
    "threadMessages",
    "attachments.json",
  ],
  ...["attachments", "serverEmojis.json", "serverEmojis", "serverAssets", "serverStickers", "polls.json"],
  ...["poll_votes.json", "webhooks.json", "push_subscriptions.json", "unreads.json", "modlog.json"],
  ...["pinned_messages.json", "originchats.db", "originchats.db-wal", "originchats.db-shm", "backup"],
  ...["private_key.pem", "vapid_config.json"],
]);

const backups = /^originchats_backup_.*\.db$/;

/** Names what was found and not imported. */
export function noteOtherFiles(folder: ReferenceFolder, findings: Findings): void {
  for (const place of ["", "db", "vapid"]) {
    for (const entry of folder.list(place === "" ? "." : place)) {
      const name = place === "" ? entry.name : `${place}/${entry.name}`;
      if (backups.test(entry.name) || (place === "db" && entry.name === "backup")) {
        findings.skipped("files", "a backup; backups are never imported by themselves", name);
      } else if (entry.name.endsWith(".tmp")) findings.skipped("files", "an unfinished write", name);
      else if (!known.has(entry.name) && (place !== "" || isData(entry.name))) {
        findings.skipped("files", "a file that no server reads", name);
      }
    }
  }
  for (const folderName of ["db/channels", "db/threads", "db/threadMessages"]) {
    for (const { name } of folder.list(folderName)) {
      if (!/\.jsonl?$/.test(name))
        findings.skipped("files", "a file that no server reads", `${folderName}/${name}`);
    }
  }
  for (const { name } of folder.list("plugins")) {
    if (!/\.(json|env)$/.test(name)) continue;
    findings.read("plugins");
    findings.skipped("plugins", "settings of a plugin; this server has no such plugin", `plugins/${name}`);
  }
}

/** Beside config.json lies the program of the reference server, which is no data. */
const isData = (name: string): boolean => /\.(json|jsonl|db)$/.test(name) && name !== "package.json";
