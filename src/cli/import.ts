/** `import`: makes a server of an archive, or of the folder of another server. */

import { isDiscordFolder } from "../archive/discord/source.ts";
import { isArchive } from "../archive/read-folder.ts";
import { referenceLines } from "../archive/reference/report.ts";
import { isReferenceFolder } from "../archive/reference/source.ts";
import { createReport, type Report } from "../archive/report.ts";
import type { ArchiveSource } from "../archive/source.ts";
import { openSource } from "../archive/sources.ts";
import { writeStore } from "../archive/write-store.ts";
import { reportLines } from "./archive-report.ts";
import { type Done, type Given, printsJson, sharedOptions, single } from "./command-table.ts";
import { held } from "./database-file.ts";
import { discordOptions, openDiscordFolder } from "./import-discord.ts";
import { openReferenceFolder, referenceOptions } from "./import-reference.ts";
import { plain } from "./plain.ts";
import { createProgress } from "./progress.ts";

/** What the new server holds; null: the source was imported before. */
type Outcome = Awaited<ReturnType<typeof writeStore>>;

export const importGroup = single("import", {
  summary:
    "Makes a new server of an archive or of another server's folder; an import that was broken off goes on.",
  args: [
    {
      name: "DIR",
      summary:
        "an archive that `export` made, the folder of a Python reference server, or JSON exports of DiscordChatExporter",
    },
  ],
  options: {
    data: { ...sharedOptions.data, summary: "folder for the new server; it must not hold one yet" },
    "dry-run": { type: "flag", summary: "only say what an import would do" },
    ...referenceOptions,
    ...discordOptions,
    json: printsJson('{"imported", "already", "counts", "problems", "notes"}'),
  },
  run(given, data) {
    const folder = given.argument("DIR");
    refuseOtherOptions(folder, given);
    const dataFolder = given.flag("dry-run") ? null : data;
    return isReferenceFolder(folder)
      ? importReference(folder, dataFolder, given)
      : importRecords(folder, dataFolder, given);
  },
});

/** An option of another kind of folder would change nothing. @throws Error with one line for people */
function refuseOtherOptions(folder: string, values: Given): void {
  const isReference = isReferenceFolder(folder);
  const isDiscord = !isReference && !isArchive(folder) && isDiscordFolder(folder);
  // What is none of these is refused with what it lacks.
  if (!isReference && !isDiscord && !isArchive(folder)) return;
  const others = [
    { options: referenceOptions, isThis: isReference, of: "a folder of the Python reference server" },
    { options: discordOptions, isThis: isDiscord, of: "Discord exports" },
  ];
  for (const { options, isThis, of } of others) {
    const given = Object.keys(options).find((name) => values.texts(name).length > 0);
    if (isThis || given === undefined) continue;
    throw new Error(`--${given} is for ${of}, and ${folder} is none; leave it out`);
  }
}

/**
 * Of an archive or of Discord exports.
 *
 * @param dataFolder null: nothing is kept
 */
async function importRecords(folder: string, dataFolder: string | null, given: Given): Promise<Done> {
  const report = createReport();
  const isDiscord = !isArchive(folder) && isDiscordFolder(folder);
  const source = isDiscord
    ? openDiscordFolder(folder, dataFolder, { visible: given.flag("visible") }, report)
    : openSource(folder, report);
  const contents = await write(source, dataFolder, report);
  const result = report.result();
  const lines = reportLines(result, dataFolder === null ? "would be imported" : "imported");
  return {
    answer: { imported: contents, already: contents === null, ...result },
    said: [...[...lines].map(plain), ending(source, folder, dataFolder, contents)].join("\n"),
  };
}

/** Its report says what the folder held, beside what the writer changed. */
async function importReference(folder: string, dataFolder: string | null, given: Given): Promise<Done> {
  const report = createReport();
  const source = openReferenceFolder(folder, dataFolder, {
    names: given.text("names"),
    "keep-expired": given.flag("keep-expired"),
    "unknown-unread": given.flag("unknown-unread"),
    "include-deleted": given.flag("include-deleted"),
  });
  try {
    const contents = await write(source, dataFolder, report);
    const result = report.result();
    const already = contents === null;
    const reference = already ? null : source.report();
    const lines = [
      ...(reference ? [...referenceLines(reference), ""] : []),
      ...reportLines({ ...result, counts: {} }, ""),
    ];
    return {
      answer: { imported: contents, already, ...result, reference },
      said: [...lines.map(plain), ending(source, folder, dataFolder, contents)].join("\n"),
    };
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
