/** `doctor`: looks for faults in a data folder, and repairs some. */

import { parseArgs } from "node:util";
import { examine, type Finding } from "../doctor/doctor.ts";
import { dataFolder } from "../programs/data-folder.ts";
import { cliCommand } from "../programs/programs.ts";
import { printedJson } from "../text/printed-json.ts";
import { commonOptions, reporting } from "./reporting.ts";

const usage = "doctor [--repair] [--data DIR] [--json]";
const help = `Usage: ${cliCommand} ${usage}
  --repair    finish a restore that was broken off, and remove uploaded files that the database does not know. After a
              restore these are the files that are newer than the backup: keep them if you may go back
  --data DIR  folder of config.json and db/ (default ${dataFolder}); no server may run on it
  --json      one line of JSON: {"findings": [{"area", "problem", "repair", "isRepaired"}]} or {"error", "code"}
The exit code is 1 if a fault is left.`;

export const doctor = {
  usage,
  summary: "Checks configuration, database and uploaded files of a stopped server, and repairs what is safe.",
  async run(args: string[]) {
    let left = 0;
    const code = await reporting(args, async (json) => {
      const options = { ...commonOptions, repair: { type: "boolean" } } as const;
      const { values } = parseArgs({ args, options });
      if (values.help) {
        console.log(help);
        return;
      }
      const findings = await examine(values.data, values.repair ?? false);
      left = findings.filter(({ isRepaired }) => !isRepaired).length;
      if (json) console.log(printedJson({ findings }));
      else for (const line of linesOf(findings)) console.log(line);
    });
    return code === 0 && left > 0 ? 1 : code;
  },
};

function* linesOf(findings: readonly Finding[]): Generator<string> {
  if (findings.length === 0) yield "No fault was found in configuration, database and uploaded files.";
  for (const { area, problem, repair, isRepaired } of findings) {
    const what = repair === null ? "" : isRepaired ? ` (repaired: ${repair})` : ` (--repair ${repair})`;
    yield `${area}: ${problem}${what}`;
  }
}
