/** `restore`: puts a backup in the place of what a stopped server has. */

import { parseArgs } from "node:util";
import { prepareRestore } from "../backup/restore.ts";
import { dataFolder } from "../programs/data-folder.ts";
import { cliCommand } from "../programs/programs.ts";
import { printedJson } from "../text/printed-json.ts";
import { ask, isYes } from "./ask.ts";
import { fileGiven, held } from "./database-file.ts";
import { commonOptions, reporting } from "./reporting.ts";

const usage = "restore FOLDER|FILE [--data DIR] [--yes] [--json]";
const help = `Usage: ${cliCommand} ${usage}
  FOLDER      a backup: database, uploaded files, config.json, keys and pictures are restored
  FILE        a copy of db/server.db, with its -wal file beside it if it was copied by other tools: only that is restored
  --data DIR  folder of config.json and db/ (default ${dataFolder}); no server may run on it
  --yes       do not ask before replacing a database
  --json      one line of JSON: {"restored", "kept", "uploads", "members", "messages", "newest"} or {"error", "code"}`;

export const restore = {
  usage,
  summary: "Puts a backup in the place of what is there, which is kept.",
  run: (args: string[]) =>
    reporting(args, async (json) => {
      const { values, positionals } = parseArgs({
        args,
        allowPositionals: true,
        options: { ...commonOptions, yes: { type: "boolean" } },
      });
      if (values.help) {
        console.log(help);
        return;
      }
      const file = fileGiven({ positionals, data: values.data }, usage);
      const restoring = prepareRestore(values.data, file, Date.now());
      try {
        const { backup, uploads, current, kept } = restoring;
        if (current !== null && !values.yes) {
          if (json) throw new Error("There is a database already: --json needs --yes to replace it");
          const now =
            "problem" in current ? `a database that can't be read (${current.problem})` : held(current);
          console.log(`${values.data} holds ${now}.\n${file} holds ${held(backup)}.`);
          const answer = await ask(`Replace the database? What is there now is kept in ${kept} [y/N] `);
          if (!isYes(answer)) throw new Error("Nothing was changed");
        }
        await restoring.finish();
        const replaced = current === null ? null : kept;
        console.log(
          json
            ? printedJson({ restored: file, kept: replaced, uploads, ...backup })
            : `Restored ${file}: ${held(backup)}${uploads === null ? "" : `; ${uploads} uploaded files`}.${replaced === null ? "" : ` What was there is in ${replaced}.`}`,
        );
      } finally {
        restoring.end();
      }
    }),
};
