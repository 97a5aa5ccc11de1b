/** The control socket. The commands that use it are tested in tests/cli-user.test.ts. */
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

test("the server's answer comes back unchanged", async () => {
  const control = serveControl(folder, async (request) => ({ received: request }), silent);
  expect(await askControl(folder, { command: "x" })).toEqual({ received: { command: "x" } });
  await control.stop();
});

test("without a running server there is no answer, whether or not a killed server left its socket", async () => {
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

test("a server that doesn't answer in time is an error, not a missing server", async () => {
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

test("a server that breaks off is an error, not a missing server", async () => {
  const listening = Promise.withResolvers<void>();
  const server = createServer((socket) => socket.once("data", () => socket.destroy()));
  server.listen(join(folder, "control.sock"), listening.resolve);
  await listening.promise;
  await expect(askControl(folder, {})).rejects.toThrow("did not answer");
  server.close();
});

test("a failure in the server is logged, and the answer says so", async () => {
  const logged: unknown[] = [];
  const log = { error: (...line: unknown[]) => void logged.push(line) };
  const control = serveControl(folder, () => Promise.reject(new Error("broken")), log);
  expect(await askControl(folder, {})).toEqual({ problem: "The server could not do this; see its log" });
  expect(logged).toEqual([["What the command line asked for failed", { cause: new Error("broken") }]]);
  await control.stop();
});
