/** `backup`: a checked copy of the database, of a running or a stopped server. */
import { parseArgs } from "node:util";
import { makeBackup } from "../backup/backup.ts";
import { fileGiven, held } from "./database-file.ts";
import { commonOptions, reporting } from "./reporting.ts";

const usage = "backup FILE [--data DIR] [--json]";
const help = `Usage: npm run cli -- ${usage}
  FILE        the new file; config.json and pictures of the server are not in it
  --data DIR  folder of config.json and db/ (default ./data); the server may run on it or not
  --json      one line of JSON: {"file", "bytes", "members", "messages", "newest"} or {"problem"}`;

export const backup = {
  usage,
  summary: "Copies the database into a file and checks it; the server may go on running.",
  run: (args: string[]) =>
    reporting(args, (json) => {
      const { values, positionals } = parseArgs({
        args,
        allowPositionals: true,
        options: commonOptions,
      });
      if (values.help) {
        console.log(help);
        return;
      }
      const file = fileGiven({ positionals, data: values.data }, usage);
      const result = makeBackup(values.data, file);
      console.log(
        json
          ? JSON.stringify(result)
          : `Wrote ${file}: ${held(result)}, ${result.bytes} bytes. Every page was checked.`,
      );
    }),
};
