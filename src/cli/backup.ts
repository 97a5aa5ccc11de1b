/** `backup`: a checked copy of a running or a stopped server, as a folder, or of its database alone, as a file. */

import { parseArgs } from "node:util";
import { makeBackup } from "../backup/backup.ts";
import { type FolderBackup, makeFolderBackup } from "../backup/folder.ts";
import { dataFolder } from "../programs/data-folder.ts";
import { cliCommand } from "../programs/programs.ts";
import { printedJson } from "../text/printed-json.ts";
import { fileGiven, held } from "./database-file.ts";
import { commonOptions, reporting } from "./reporting.ts";

const usage = "backup FOLDER|FILE.db [--without-files] [--data DIR] [--json]";
const help = `Usage: ${cliCommand} ${usage}
  FOLDER           the new folder: database, uploaded files, config.json, keys and pictures of the server
  FILE.db          a new file instead, whose name ends with .db: the database alone
  --without-files  leave out uploaded files, for example when an object store holds them
  --data DIR       folder of config.json and db/ (default ${dataFolder}); the server may run on it or not
  --json           one line of JSON: {"folder", "bytes", "uploads", "members", "messages", "newest"},
                   {"file", "bytes", "members", "messages", "newest"} or {"error", "code"}`;

export const backup = {
  usage,
  summary:
    "Copies the server into a folder, or its database into a file, and checks it; it may go on running.",
  run: (args: string[]) =>
    reporting(args, async (json) => {
      const options = { ...commonOptions, "without-files": { type: "boolean" } } as const;
      const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
      if (values.help) {
        console.log(help);
        return;
      }
      const target = fileGiven({ positionals, data: values.data }, usage);
      if (target.endsWith(".db")) {
        const result = makeBackup(values.data, target);
        console.log(
          json
            ? printedJson(result)
            : `Wrote ${target}: ${held(result)}, ${result.bytes} bytes. Every page was checked.`,
        );
        return;
      }
      const result = await makeFolderBackup({
        dataFolder: values.data,
        folder: target,
        withFiles: !values["without-files"],
        now: Date.now(),
      });
      if (json) console.log(printedJson(result));
      else for (const line of linesOf(result)) console.log(line);
    }),
};

function* linesOf({ uploads, ...backup }: FolderBackup): Generator<string> {
  const files = uploads ? `${uploads.count} uploaded files` : "no uploaded files";
  yield `Wrote ${backup.folder}: ${held(backup)}; ${files}; ${backup.bytes} bytes.`;
  yield "Every page of the database was checked.";
  for (const hash of uploads?.missing ?? []) yield `missing or damaged in the data folder: ${hash}`;
}
