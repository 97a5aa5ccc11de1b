/** The door for the command line; what comes through it is in tests/cli-user.test.ts. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askControl, serveControl } from "./control.ts";

const silent = { error() {} };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "originchats-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the server's answer comes back as it is", async () => {
  const control = serveControl(folder, async (request) => ({ heard: request }), silent);
  expect(await askControl(folder, { command: "x" })).toEqual({ heard: { command: "x" } });
  await control.stop();
});

test("where no server runs there is no answer: without a socket, and with that of a server that was killed", async () => {
  expect(await askControl(folder, {})).toBeNull();
  const path = join(folder, "control.sock");
  const script = `Bun.serve({ unix: ${JSON.stringify(path)}, fetch: () => new Response() }); console.log("up")`;
  const server = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
  await server.stdout.getReader().read();
  server.kill("SIGKILL");
  await server.exited;
  expect(existsSync(path)).toBe(true);
  expect(await askControl(folder, {})).toBeNull();
});

test("a server that doesn't answer in time is told of, and not taken for none", async () => {
  const patience = new AbortController();
  const asked = Promise.withResolvers<void>();
  const control = serveControl(
    folder,
    () => {
      asked.resolve();
      return new Promise(() => {});
    },
    silent,
  );
  const answer = askControl(folder, {}, patience.signal);
  await asked.promise;
  patience.abort();
  await expect(answer).rejects.toThrow("did not answer, and may have done what it was asked: it is too busy");
  await control.stop();
});

test("a server that breaks off is told of, and not taken for none", async () => {
  const listening = Promise.withResolvers<void>();
  const server = createServer((socket) => socket.once("data", () => socket.destroy()));
  server.listen(join(folder, "control.sock"), listening.resolve);
  await listening.promise;
  await expect(askControl(folder, {})).rejects.toThrow("did not answer");
  server.close();
});

test("what the server can't do is in its log, and the answer says so", async () => {
  const logged: unknown[] = [];
  const log = { error: (...line: unknown[]) => void logged.push(line) };
  const control = serveControl(folder, () => Promise.reject(new Error("broken")), log);
  expect(await askControl(folder, {})).toEqual({ problem: "The server could not do this; see its log" });
  expect(logged).toEqual([["What the command line asked for failed", { cause: new Error("broken") }]]);
  await control.stop();
});
