/** `export`: the whole server as a folder of JSON Lines and files, or what it keeps of one user as a zip file. */

import { parseArgs } from "node:util";
import { exportStore } from "../archive/export.ts";
import { exportUser } from "../archive/export-user.ts";
import { createReport } from "../archive/report.ts";
import { dataFolder } from "../programs/data-folder.ts";
import { cliCommand } from "../programs/programs.ts";
import { printedJson } from "../text/printed-json.ts";
import { reportLines } from "./archive-report.ts";
import { fileGiven } from "./database-file.ts";
import { plain } from "./plain.ts";
import { createProgress } from "./progress.ts";
import { commonOptions, reporting } from "./reporting.ts";

const usage = "export DIR [--data DIR] [--json], or export --user NAME FILE.zip";
const help = `Usage: ${cliCommand} ${usage}
  DIR          the new archive, a folder; it holds hashes of passwords and tokens: keep it as safe as the data folder
  --user NAME  only what the server keeps of this user, for themselves: id or user name
  FILE.zip     the new zip file
  --data DIR   folder of config.json and db/ (default ${dataFolder}); the server may run on it or not
  --json       one line of JSON: {"archive", "counts", "problems", "notes"}, {"file", "user", "counts"} or {"error", "code"}`;

export const exporting = {
  usage,
  summary: "Writes the whole server into a folder of JSON Lines and files; it may go on running.",
  run: (args: string[]) =>
    reporting(args, async (json) => {
      const options = { ...commonOptions, user: { type: "string" } } as const;
      const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
      if (values.help) {
        console.log(help);
        return;
      }
      const path = fileGiven({ positionals, data: values.data }, usage);
      if (values.user === undefined) await exportAll(values.data, path, json);
      else await exportOne(values.data, values.user, path, json);
    }),
};

async function exportAll(dataFolder: string, folder: string, json: boolean): Promise<void> {
  const report = createReport();
  const progress = createProgress(process.stderr);
  await exportStore({
    dataFolder,
    folder,
    now: Date.now(),
    report,
    onProgress: (kind, messages) => progress.show(kind, messages, null),
  }).finally(() => progress.end());
  const result = report.result();
  if (json) console.log(printedJson({ archive: folder, ...result }));
  else for (const line of [...reportLines(result, "exported"), `Wrote ${folder}.`]) console.log(plain(line));
}

async function exportOne(dataFolder: string, name: string, file: string, json: boolean): Promise<void> {
  const { user, counts } = await exportUser(dataFolder, name, file);
  if (json) {
    console.log(printedJson({ file, user, counts }));
    return;
  }
  for (const [list, count] of Object.entries(counts)) console.log(`${list}: ${count}`);
  console.log(plain(`Wrote ${file} of ${user}.`));
}
