/** `files`: compares uploaded files with the database of a stopped server. */

import { join } from "node:path";
import { openConfig } from "../config/source.ts";
import { checkFiles, type FilesReport } from "../files/check.ts";
import { createLog } from "../log/log.ts";
import { filesPlace } from "../startup/files-place.ts";
import { openPreparedStore } from "../startup/prepare.ts";
import { printsJson, single } from "./command-table.ts";
import { isThere } from "./is-there.ts";

export const filesGroup = single("files", {
  summary:
    "Looks for uploaded files of a stopped server that are missing, and for those that the database does not know.",
  args: [],
  options: {
    remove: {
      type: "flag",
      summary:
        "remove the files that the database does not know. After a restore these are the files that are newer than the backup: keep them if you may go back",
    },
    json: printsJson('{"files", "bytes", "missing", "unknown", "removed"}'),
  },
  async run(given, data) {
    const report = await check(data, given.flag("remove"));
    return { answer: report, said: [...linesOf(report)].join("\n") };
  },
});

interface Checked extends FilesReport {
  /** Files that were removed. */
  readonly removed: number;
}

async function check(dataFolder: string, removes: boolean): Promise<Checked> {
  if (!isThere(join(dataFolder, "db", "server.db"))) {
    throw new Error(
      `${join(dataFolder, "db", "server.db")} does not exist; give the data folder with --data`,
    );
  }
  const config = openConfig(dataFolder, createLog({ level: "warn" }));
  const place = filesPlace(config.current, dataFolder);
  const store = await openPreparedStore(dataFolder, config.current);
  try {
    const report = await checkFiles(place, store);
    if (!removes) return { ...report, removed: 0 };
    for (const hash of report.unknown) await place.remove(hash);
    return { ...report, removed: report.unknown.length };
  } finally {
    await store.close();
    config.stop();
  }
}

function* linesOf({ files: count, bytes, missing, unknown, removed }: Checked): Generator<string> {
  yield `${count} files are as they should be, ${bytes} bytes`;
  for (const hash of missing) yield `missing: ${hash}`;
  if (removed > 0) yield `${removed} files that the database does not know were removed`;
  else for (const hash of unknown) yield `not known to the database: ${hash}`;
}
