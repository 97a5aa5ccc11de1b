/** `restore`: puts a backup in the place of what a stopped server has. */

import { prepareRestore } from "../backup/restore.ts";
import { ask, isYes } from "./ask.ts";
import { printsJson, single } from "./command-table.ts";
import { held } from "./database-file.ts";

export const restoreGroup = single("restore", {
  summary: "Puts a backup in the place of what a stopped server has, which is kept.",
  args: [
    {
      name: "FOLDER|FILE",
      summary:
        "a backup: database, uploaded files, config.json, keys and pictures are restored; or a copy of db/server.db, with its -wal file beside it if other tools copied it: only that is restored",
    },
  ],
  options: {
    yes: { type: "flag", summary: "do not ask before replacing a database" },
    json: printsJson('{"restored", "kept", "uploads", "members", "messages", "newest"}'),
  },
  async run(given, data) {
    const file = given.argument("FOLDER|FILE");
    const restoring = prepareRestore(data, file, Date.now());
    try {
      const { backup, uploads, current, kept } = restoring;
      if (current !== null && !given.flag("yes")) {
        if (given.isJson) throw new Error("There is a database already: --json needs --yes to replace it");
        const now =
          "problem" in current ? `a database that can't be read (${current.problem})` : held(current);
        console.log(`${data} holds ${now}.\n${file} holds ${held(backup)}.`);
        const answer = await ask(`Replace the database? What is there now is kept in ${kept} [y/N] `);
        if (!isYes(answer)) throw new Error("Nothing was changed");
      }
      await restoring.finish();
      const replaced = current === null ? null : kept;
      const files = uploads === null ? "" : `; ${uploads} uploaded files`;
      const before = replaced === null ? "" : ` What was there is in ${replaced}.`;
      return {
        answer: { restored: file, kept: replaced, uploads, ...backup },
        said: `Restored ${file}: ${held(backup)}${files}.${before}`,
      };
    } finally {
      restoring.end();
    }
  },
});
