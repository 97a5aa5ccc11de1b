/**
 * The door for the command line into a running server: a Unix socket in the data folder, which only the
 * folder's owner can open. Without it, an admin command would have to wait until the server is stopped.
 */
import { chmodSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { type AccountParts, createAccount } from "./accounts.ts";

const fileName = "control.sock";

export interface Control {
  stop(): Promise<void>;
}

/** @param handle gets the parsed JSON of a request; what it gives is the JSON of the answer */
export function serveControl(folder: string, handle: (request: unknown) => Promise<unknown>): Control {
  const path = join(folder, fileName);
  // Left by a server that was killed; the folder's lock makes sure that none is running.
  rmSync(path, { force: true });
  const server = Bun.serve({
    unix: path,
    maxRequestBodySize: 1024 * 1024,
    async fetch(request) {
      return Response.json(await handle(await request.json()));
    },
    error: () => Response.json({ problem: "The server could not do this; see its log" }),
  });
  chmodSync(path, 0o600);
  return {
    async stop() {
      await server.stop(true);
      rmSync(path, { force: true });
    },
  };
}

const controlRequest = Type.Object({
  command: Type.Literal("user_create"),
  name: Type.String(),
  password: Type.String(),
  roles: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100 }),
});

/** Does what the command line asks of a running server: `npm run cli -- user create`. */
export async function answerControl(parts: AccountParts, request: unknown): Promise<unknown> {
  if (!Value.Check(controlRequest, request)) return { problem: "This server does not know that command" };
  const result = await createAccount(parts, request);
  return "code" in result ? { problem: result.val } : result;
}

/** Asks the server that runs on this folder; null when none answers there. */
export async function askControl(folder: string, request: unknown): Promise<unknown> {
  const path = join(folder, fileName);
  if (!existsSync(path)) return null;
  try {
    const response = await fetch("http://localhost/", {
      method: "POST",
      unix: path,
      body: JSON.stringify(request),
    });
    return await response.json();
  } catch {
    return null;
  }
}
