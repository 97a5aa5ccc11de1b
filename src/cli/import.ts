/** `import`: makes a server of an archive. */
import { parseArgs } from "node:util";
import { createReport } from "../archive/report.ts";
import { openSource } from "../archive/sources.ts";
import { writeStore } from "../archive/write-store.ts";
import { reportLines } from "./archive-report.ts";
import { fileGiven, held } from "./database-file.ts";
import { createProgress } from "./progress.ts";
import { commonOptions, reporting } from "./reporting.ts";

const usage = "import DIR [--data DIR] [--dry-run] [--json]";
const help = `Usage: npm run cli -- ${usage}
  DIR         an archive that \`export\` made
  --data DIR  folder for the new server (default ./data); it must not hold one yet
  --dry-run   only says what an import would do
  --json      one line of JSON: {"imported", "already", "counts", "problems", "notes"} or {"problem"}`;

export const importing = {
  usage,
  summary: "Makes a new server of an archive; an import that was broken off goes on.",
  run: (args: string[]) =>
    reporting(args, async (json) => {
      const { values, positionals } = parseArgs({
        args,
        allowPositionals: true,
        options: { ...commonOptions, "dry-run": { type: "boolean" } },
      });
      if (values.help) {
        console.log(help);
        return;
      }
      const folder = fileGiven({ positionals, data: values.data }, usage);
      await importFrom(folder, values["dry-run"] ? null : values.data, json);
    }),
};

/** @param dataFolder null: nothing is kept */
async function importFrom(folder: string, dataFolder: string | null, json: boolean): Promise<void> {
  const report = createReport();
  const source = openSource(folder, report);
  const progress = createProgress(process.stderr);
  const contents = await writeStore({
    source,
    dataFolder,
    now: Date.now(),
    report,
    onProgress: (kind, messages) => progress.show(kind, messages, source.messages),
  }).finally(() => progress.end());
  const result = report.result();
  if (json) {
    const already = contents === null;
    console.log(JSON.stringify({ imported: contents, already, ...result }));
    return;
  }
  for (const line of reportLines(result, dataFolder === null ? "would be imported" : "imported"))
    console.log(line);
  if (contents === null)
    console.log(`${dataFolder} holds what was imported from ${folder} already. Nothing was changed.`);
  else if (dataFolder === null) console.log(`The server would hold ${held(contents)}. Nothing was changed.`);
  else console.log(`Imported ${source.what}: ${held(contents)}. Start the server with --data ${dataFolder}.`);
}
