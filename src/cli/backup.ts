/** `backup`: a checked copy of the database, of a running or a stopped server. */
import { parseArgs } from "node:util";
import { makeBackup } from "../backup.ts";
import { reasonOf } from "../reason.ts";
import { held } from "./contents.ts";

const usage = "backup FILE [--data DIR] [--json]";
const help = `Usage: npm run cli -- ${usage}
  FILE        the new file; config.json and pictures of the server are not in it
  --data DIR  folder of config.json and db/ (default ./data); the server may run on it or not
  --json      one line of JSON: {"file", "bytes", "members", "messages", "newest"} or {"problem"}`;

export const backup = {
  usage,
  summary: "Copies the database into a file and checks it; the server may go on running.",
  async run(args: string[]): Promise<number> {
    const json = args.includes("--json");
    try {
      const { values, positionals } = parseArgs({
        args,
        allowPositionals: true,
        options: {
          data: { type: "string", default: "data" },
          json: { type: "boolean" },
          help: { type: "boolean", short: "h" },
        },
      });
      if (values.help) {
        console.log(help);
        return 0;
      }
      const [file, ...rest] = positionals;
      if (file === undefined || file === "" || rest.length > 0) {
        throw new Error(`Usage: npm run cli -- ${usage}`);
      }
      if (values.data === "") throw new Error("--data needs a folder");
      const result = makeBackup(values.data, file);
      console.log(
        json
          ? JSON.stringify(result)
          : `Wrote ${file}: ${held(result)}, ${result.bytes} bytes. Every page was checked.`,
      );
      return 0;
    } catch (error) {
      if (json) console.log(JSON.stringify({ problem: reasonOf(error) }));
      else console.error(reasonOf(error));
      return 1;
    }
  },
};
