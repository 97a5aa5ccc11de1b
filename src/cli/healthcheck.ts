/** `healthcheck`: asks the server on this machine whether it works, for containers, which have no curl. */

import { errorText } from "../text/error-text.ts";
import { printsJson, single } from "./command-table.ts";
import { ownAddress } from "./own-address.ts";

/** Below the time-out that Docker has for such a command. */
const answerMilliseconds = 5000;

export const healthcheckGroup = single("healthcheck", {
  summary:
    "Asks a running server on this machine whether it and its database work. The exit code is 1 if it does not answer, takes no connections, or its database fails.",
  args: [],
  options: {
    url: {
      type: "text",
      value: "URL",
      summary: "where the server listens, if not where its configuration says, such as http://127.0.0.1:5613",
    },
    json: printsJson('{"status": "ok"}'),
  },
  async run(given, data) {
    await check(given.text("url") ?? ownAddress(data));
    return { answer: { status: "ok" }, said: "The server works." };
  },
});

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
