/** `doctor`: looks for faults in a data folder, and repairs some. */

import { examine, type Finding } from "../doctor/doctor.ts";
import { printsJson, single } from "./command-table.ts";
import { plain } from "./plain.ts";

export const doctorGroup = single("doctor", {
  summary:
    "Checks configuration, database and uploaded files of a stopped server, and repairs what is safe. The exit code is 1 if a fault is left.",
  args: [],
  options: {
    repair: {
      type: "flag",
      summary:
        "finish a restore that was broken off, and remove uploaded files that the database does not know. After a restore these are the files that are newer than the backup: keep them if you may go back",
    },
    json: printsJson('{"findings": [{"area", "problem", "repair", "isRepaired"}]}'),
  },
  async run(given, data) {
    const findings = await examine(data, given.flag("repair"));
    const isLeft = findings.some(({ isRepaired }) => !isRepaired);
    return { answer: { findings }, said: [...linesOf(findings)].join("\n"), exitCode: isLeft ? 1 : 0 };
  },
});

function* linesOf(findings: readonly Finding[]): Generator<string> {
  if (findings.length === 0) yield "No fault was found in configuration, database and uploaded files.";
  for (const { area, problem, repair, isRepaired } of findings) {
    const what = repair === null ? "" : isRepaired ? ` (repaired: ${repair})` : ` (--repair ${repair})`;
    yield plain(`${area}: ${problem}${what}`);
  }
}
