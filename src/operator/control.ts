/**
 * The control socket, through which the command line reaches a running server: a Unix socket in the data folder that
 * only the folder's owner can open.
 */

import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../config/start-error.ts";
import type { Log } from "../log/log.ts";
import { errorCode, errorText } from "../text/error-text.ts";

const fileName = "control.sock";
/** Twice the time that a thousand waiting password hashes take. */
const answerMilliseconds = 30_000;
/** Errors of connecting when the socket is gone, or was left by a killed server. */
const nobodyListens: ReadonlySet<unknown> = new Set(["ENOENT", "ENOTDIR", "ECONNREFUSED"]);
/** Errors of connecting when the folder or the socket belongs to another user. */
const notAllowed: ReadonlySet<unknown> = new Set(["EACCES", "EPERM"]);

export interface Control {
  stop(): Promise<void>;
}

/** @param handle gets the parsed JSON of a request, and returns the answer, which is sent as JSON */
export function serveControl(
  folder: string,
  handle: (request: unknown) => Promise<unknown>,
  log: Pick<Log, "error">,
): Control {
  // There are no modes of sockets there: commands work on a stopped server only.
  if (process.platform === "win32") return { async stop() {} };
  const path = join(folder, fileName);
  let server: ReturnType<typeof Bun.serve>;
  try {
    // A killed server left it. The folder's lock makes sure that no server is running.
    rmSync(path, { force: true });
    server = listen();
    chmodSync(path, 0o600);
  } catch (error) {
    throw new StartError(
      `The socket for the command line can't be made (${errorText(error)}); move ${path} away, then start again`,
    );
  }
  return {
    async stop() {
      await server.stop(true);
      rmSync(path, { force: true });
    },
  };

  function listen() {
    return Bun.serve({
      unix: path,
      maxRequestBodySize: 1024 * 1024,
      async fetch(request) {
        const parsed = parsedJson(await request.text());
        return Response.json(parsed ? await handle(parsed.value) : notJson);
      },
      error(cause) {
        log.error("What the command line asked for failed", { cause });
        return Response.json({ problem: "The server could not do this; see its log" });
      },
    });
  }
}

const notJson = { problem: "The command line sent no JSON", code: "invalid_json" };

function parsedJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/**
 * Asks the server that runs on this folder; null when there is none.
 *
 * @param patience ends the wait for an answer
 * @throws Error with a one-line message when a server is there, but doesn't answer
 */
export async function askControl(
  folder: string,
  request: unknown,
  patience: AbortSignal = AbortSignal.timeout(answerMilliseconds),
): Promise<unknown> {
  const path = join(folder, fileName);
  let answer: unknown;
  try {
    const response = await fetch("http://localhost/", {
      method: "POST",
      unix: path,
      body: JSON.stringify(request),
      signal: patience,
    });
    answer = await response.json();
  } catch (error) {
    const code = errorCode(error);
    if (nobodyListens.has(code)) return null;
    if (notAllowed.has(code)) {
      throw new Error(
        `${path} can't be opened (${String(code)}), so nothing was done; run the command as the user that the server runs as`,
      );
    }
    const reason = patience.aborted ? "it is too busy" : errorText(error);
    throw new Error(
      `The server that runs on this folder did not answer, and may have done what it was asked: ${reason}`,
    );
  }
  // Null would mean that no server runs.
  if (answer === null) throw new Error("The server that runs on this folder gave no answer; see its log");
  return answer;
}
