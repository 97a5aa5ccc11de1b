/** `backup`: a checked copy of a running or a stopped server, as a folder, or of its database alone, as a file. */

import { makeBackup } from "../backup/backup.ts";
import { type FolderBackup, makeFolderBackup } from "../backup/folder.ts";
import { printsJson, single } from "./command-table.ts";
import { held } from "./database-file.ts";

export const backupGroup = single("backup", {
  summary:
    "Copies a running or stopped server into a folder, or its database into a file, and checks the copy.",
  args: [
    {
      name: "FOLDER|FILE.db",
      summary:
        "the new folder: database, uploaded files, config.json, keys and pictures of the server; or a new file whose name ends with .db, for the database alone",
    },
  ],
  options: {
    "without-files": {
      type: "flag",
      summary: "leave out uploaded files, for example when an object store holds them",
    },
    json: printsJson('{"folder" or "file", "bytes", "uploads", "members", "messages", "newest"}'),
  },
  async run(given, data) {
    const target = given.argument("FOLDER|FILE.db");
    if (target.endsWith(".db")) {
      const result = makeBackup(data, target);
      return {
        answer: result,
        said: `Wrote ${target}: ${held(result)}, ${result.bytes} bytes. Every page was checked.`,
      };
    }
    const result = await makeFolderBackup({
      dataFolder: data,
      folder: target,
      withFiles: !given.flag("without-files"),
      now: Date.now(),
    });
    return { answer: result, said: [...linesOf(result)].join("\n") };
  },
});

function* linesOf({ uploads, ...backup }: FolderBackup): Generator<string> {
  const files = uploads ? `${uploads.count} uploaded files` : "no uploaded files";
  yield `Wrote ${backup.folder}: ${held(backup)}; ${files}; ${backup.bytes} bytes.`;
  yield "Every page of the database was checked.";
  for (const hash of uploads?.missing ?? []) yield `missing or damaged in the data folder: ${hash}`;
}
