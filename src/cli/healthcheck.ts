/** `healthcheck`: asks the server on this machine whether it works, for containers, which have no curl. */

import { parseArgs } from "node:util";
import { dataFolder } from "../programs/data-folder.ts";
import { cliCommand } from "../programs/programs.ts";
import { errorText } from "../text/error-text.ts";
import { printedJson } from "../text/printed-json.ts";
import { ownAddress } from "./own-address.ts";
import { commonOptions, reporting } from "./reporting.ts";

const usage = "healthcheck [--url http://127.0.0.1:5613] [--data DIR] [--json]";
const help = `Usage: ${cliCommand} ${usage}
  --url URL   where the server listens, if not where its configuration says
  --data DIR  folder of config.json (default ${dataFolder})
  --json      one line of JSON: {"status": "ok"} or {"error", "code"}
The exit code is 1 if the server does not answer, takes no connections, or its database fails.`;

/** Below the time-out that Docker has for such a command. */
const answerMilliseconds = 5000;

export const healthcheck = {
  usage,
  summary: "Asks a running server on this machine whether it and its database work.",
  run: (args: string[]) =>
    reporting(args, async (json) => {
      const { values } = parseArgs({ args, options: { ...commonOptions, url: { type: "string" } } });
      if (values.help) {
        console.log(help);
        return;
      }
      await check(values.url ?? ownAddress(values.data));
      console.log(json ? printedJson({ status: "ok" }) : "The server works.");
    }),
};

/** @throws Error with one line for people */
async function check(url: string): Promise<void> {
  const answer = await fetch(new URL("/healthz", url), {
    signal: AbortSignal.timeout(answerMilliseconds),
    // The certificate has the public name of the server.
    tls: { rejectUnauthorized: false },
  }).catch((error: unknown) => {
    throw new Error(`No server answers at ${url}: ${errorText(error)}`);
  });
  if (answer.ok) return;
  const { problem } = (await answer.json().catch(() => ({}))) as { problem?: string };
  throw new Error(`The server at ${url} does not work: ${problem ?? `it answers with ${answer.status}`}`);
}
