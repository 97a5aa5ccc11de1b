/** The control socket. The commands that use it are tested in tests/cli-user-running.test.ts. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
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

test("a socket of another user is no missing server, and nothing was done", async () => {
  const control = serveControl(folder, async () => ({ done: true }), silent);
  const path = join(folder, "control.sock");
  chmodSync(path, 0);
  chmodSync(folder, 0o755);
  const refusal = `${path} can't be opened (EACCES), so nothing was done`;
  expect(await asOther(folder)).toContain(refusal);
  // Nor is one in a folder that may not be searched.
  chmodSync(folder, 0);
  expect(await asOther(folder)).toContain(refusal);
  chmodSync(folder, 0o700);
  await control.stop();
});

/** What asking says to another user than root, for whom modes mean nothing. */
async function asOther(asked: string): Promise<string> {
  const script = `
    import { askControl } from ${JSON.stringify(join(import.meta.dir, "control.ts"))};
    if (process.getuid() === 0) process.seteuid(65534);
    console.log(await askControl(${JSON.stringify(asked)}, {}).catch((error) => error.message));`;
  const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe", stderr: "inherit" });
  return new Response(child.stdout).text();
}

test("an answer of null is an error, not a missing server", async () => {
  const control = serveControl(folder, async () => null, silent);
  await expect(askControl(folder, {})).rejects.toThrow("gave no answer; see its log");
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

test("what is no JSON, or too large, is refused, and the server goes on", async () => {
  const asked: unknown[] = [];
  const control = serveControl(folder, async (request) => asked.push(request), silent);
  const send = (body: string) =>
    fetch("http://localhost/", { method: "POST", unix: join(folder, "control.sock"), body });
  expect(await (await send('{"command":')).json()).toEqual({
    problem: "The command line sent no JSON",
    code: "invalid_json",
  });
  expect((await send("x".repeat(1024 * 1024 + 1))).status).toBe(413);
  expect(asked).toEqual([]);
  expect(await askControl(folder, { command: "x" })).toBe(1);
  await control.stop();
});

test("a client that sends nothing more holds up nobody", async () => {
  const control = serveControl(folder, async () => ({ done: true }), silent);
  const hanging = connect(join(folder, "control.sock"));
  await new Promise((resolve) => hanging.write("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n{", resolve));
  expect(await askControl(folder, {})).toEqual({ done: true });
  hanging.destroy();
  await control.stop();
});

test("a failure in the server is logged, and the answer says so", async () => {
  const logged: unknown[] = [];
  const log = { error: (...line: unknown[]) => void logged.push(line) };
  const control = serveControl(folder, () => Promise.reject(new Error("broken")), log);
  expect(await askControl(folder, {})).toEqual({ problem: "The server could not do this; see its log" });
  expect(logged).toEqual([["What the command line asked for failed", { cause: new Error("broken") }]]);
  await control.stop();
});
