/** `export`: the whole server as a folder of JSON Lines and files, or what it keeps of one user as a zip file. */

import { exportStore } from "../archive/export.ts";
import { exportUser } from "../archive/export-user.ts";
import { createReport } from "../archive/report.ts";
import { reportLines } from "./archive-report.ts";
import { type Done, printsJson, single } from "./command-table.ts";
import { plain, say } from "./plain.ts";
import { createProgress } from "./progress.ts";

export const exportGroup = single("export", {
  summary:
    "Writes the whole server into a folder of JSON Lines and files, or with --user what it keeps of one user into a zip file. The server may go on running.",
  args: [
    {
      name: "DIR|FILE.zip",
      summary:
        "the new archive, a folder; it holds hashes of passwords and tokens: keep it as safe as the data folder. With --user the new zip file",
    },
  ],
  options: {
    user: {
      type: "text",
      value: "NAME",
      summary: "only what the server keeps of this user, for themselves: id or user name",
    },
    json: printsJson('{"archive", "counts", "problems", "notes"} or {"file", "user", "counts"}'),
  },
  run(given, data) {
    const path = given.argument("DIR|FILE.zip");
    const user = given.text("user");
    return user === undefined ? exportAll(data, path) : exportOne(data, user, path);
  },
});

async function exportAll(dataFolder: string, folder: string): Promise<Done> {
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
  const lines = [...reportLines(result, "exported"), `Wrote ${folder}.`].map(plain);
  return { answer: { archive: folder, ...result }, said: lines.join("\n") };
}

async function exportOne(dataFolder: string, name: string, file: string): Promise<Done> {
  const { user, counts } = await exportUser(dataFolder, name, file);
  const lines = Object.entries(counts).map(([list, count]) => `${list}: ${count}`);
  return { answer: { file, user, counts }, said: [...lines, say`Wrote ${file} of ${user}.`].join("\n") };
}
