/** `import`: makes a server of an archive, or of the folder of another server. */

import { parseArgs } from "node:util";
import { isDiscordFolder } from "../archive/discord/source.ts";
import { isArchive } from "../archive/read-folder.ts";
import { referenceLines } from "../archive/reference/report.ts";
import { isReferenceFolder } from "../archive/reference/source.ts";
import { createReport, type Report } from "../archive/report.ts";
import type { ArchiveSource } from "../archive/source.ts";
import { openSource } from "../archive/sources.ts";
import { writeStore } from "../archive/write-store.ts";
import { dataFolder } from "../programs/data-folder.ts";
import { cliCommand } from "../programs/programs.ts";
import { printedJson } from "../text/printed-json.ts";
import { reportLines } from "./archive-report.ts";
import { fileGiven, held } from "./database-file.ts";
import { type DiscordValues, discordHelp, discordOptions, openDiscordFolder } from "./import-discord.ts";
import {
  openReferenceFolder,
  type ReferenceValues,
  referenceHelp,
  referenceOptions,
} from "./import-reference.ts";
import { plain } from "./plain.ts";
import { createProgress } from "./progress.ts";
import { commonOptions, reporting } from "./reporting.ts";

/** What the new server holds; null: the source was imported before. */
type Outcome = Awaited<ReturnType<typeof writeStore>>;

const usage = "import DIR [--data DIR] [--dry-run] [--json]";
const help = `Usage: ${cliCommand} ${usage}
  DIR         an archive that \`export\` made, the folder of a Python reference server, or Discord exports
  --data DIR  folder for the new server (default ${dataFolder}); it must not hold one yet
  --dry-run   only says what an import would do
  --json      one line of JSON: {"imported", "already", "counts", "problems", "notes"} or {"error", "code"}
${referenceHelp}
${discordHelp}`;

export const importing = {
  usage,
  summary:
    "Makes a new server of an archive or of another server's folder; an import that was broken off goes on.",
  run: (args: string[]) =>
    reporting(args, async (json) => {
      const { values, positionals } = parseArgs({
        args,
        allowPositionals: true,
        options: { ...commonOptions, ...referenceOptions, ...discordOptions, "dry-run": { type: "boolean" } },
      });
      if (values.help) {
        console.log(help);
        return;
      }
      const folder = fileGiven({ positionals, data: values.data }, usage);
      refuseOtherOptions(folder, values);
      const dataFolder = values["dry-run"] ? null : values.data;
      if (isReferenceFolder(folder)) await importReference(folder, dataFolder, values, json);
      else await importRecords(folder, dataFolder, values, json);
    }),
};

/** An option of another kind of folder would change nothing. @throws Error with one line for people */
function refuseOtherOptions(folder: string, values: Readonly<Record<string, unknown>>): void {
  const isReference = isReferenceFolder(folder);
  const isDiscord = !isReference && !isArchive(folder) && isDiscordFolder(folder);
  // What is none of these is refused with what it lacks.
  if (!isReference && !isDiscord && !isArchive(folder)) return;
  const others = [
    { options: referenceOptions, isThis: isReference, of: "a folder of the Python reference server" },
    { options: discordOptions, isThis: isDiscord, of: "Discord exports" },
  ];
  for (const { options, isThis, of } of others) {
    const given = Object.keys(options).find((name) => values[name] !== undefined);
    if (isThis || given === undefined) continue;
    throw new Error(`--${given} is for ${of}, and ${folder} is none; leave it out`);
  }
}

/**
 * Of an archive or of Discord exports.
 *
 * @param dataFolder null: nothing is kept
 */
async function importRecords(
  folder: string,
  dataFolder: string | null,
  options: DiscordValues,
  json: boolean,
): Promise<void> {
  const report = createReport();
  const isDiscord = !isArchive(folder) && isDiscordFolder(folder);
  const source = isDiscord
    ? openDiscordFolder(folder, dataFolder, options, report)
    : openSource(folder, report);
  const contents = await write(source, dataFolder, report);
  const result = report.result();
  if (json) {
    console.log(printedJson({ imported: contents, already: contents === null, ...result }));
    return;
  }
  for (const line of reportLines(result, dataFolder === null ? "would be imported" : "imported"))
    console.log(plain(line));
  console.log(ending(source, folder, dataFolder, contents));
}

/** Its report says what the folder held, beside what the writer changed. */
async function importReference(
  folder: string,
  dataFolder: string | null,
  options: ReferenceValues,
  json: boolean,
): Promise<void> {
  const report = createReport();
  const source = openReferenceFolder(folder, dataFolder, options);
  try {
    const contents = await write(source, dataFolder, report);
    const result = report.result();
    const already = contents === null;
    if (json) {
      const reference = already ? null : source.report();
      console.log(printedJson({ imported: contents, already, ...result, reference }));
      return;
    }
    for (const line of already ? [] : referenceLines(source.report())) console.log(plain(line));
    if (!already) console.log("");
    for (const line of reportLines({ ...result, counts: {} }, "")) console.log(plain(line));
    console.log(ending(source, folder, dataFolder, contents));
  } finally {
    source.close();
  }
}

function write(source: ArchiveSource, dataFolder: string | null, report: Report): Promise<Outcome> {
  const progress = createProgress(process.stderr);
  return writeStore({
    source,
    dataFolder,
    now: Date.now(),
    report,
    onProgress: (kind, messages) => progress.show(kind, messages, source.messages),
  }).finally(() => progress.end());
}

function ending(source: ArchiveSource, folder: string, dataFolder: string | null, contents: Outcome): string {
  if (contents === null)
    return `${dataFolder} holds what was imported from ${folder} already. Nothing was changed.`;
  if (dataFolder === null) return `The server would hold ${held(contents)}. Nothing was changed.`;
  return `Imported ${source.what}: ${held(contents)}. Start the server with --data ${dataFolder}.`;
}
