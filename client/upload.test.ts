import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestServer, type TestServer } from "../tests/support/server.ts";
import { type Client, connect, UploadError, upload } from "./index.ts";

let server: TestServer;
let client: Client;
beforeAll(async () => {
  server = await startTestServer({ config: { attachments: { allowed_types: ["*"], max_size: 100_000 } } });
  const register = { username: "mira", password: "tea and cake" };
  client = await connect(server.ws, { login: { register }, reconnect: [] });
});
afterAll(async () => {
  client.close();
  await server.dispose();
});

const bytes = Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 7) % 251));

test("a file goes in pieces, and can be sent", async () => {
  const sent: number[] = [];
  const file = new File([bytes], "tea.bin");
  const progress = (count: number) => sent.push(count);
  const attachment = await upload(client, file, { channel: "general", pieceBytes: 2000, progress });
  expect(attachment).toMatchObject({ name: "tea.bin", size: 5000 });
  expect(sent).toEqual([2000, 4000, 5000]);
  const { message } = await client.request("message_new", {
    channel: "general",
    content: "",
    attachments: [attachment],
  });
  expect(message.attachments).toEqual([attachment]);
  expect(Buffer.from(await (await fetch(attachment.url)).arrayBuffer())).toEqual(bytes);
});

test("it goes on after failures of the network, also when an answer was lost", async () => {
  // A proxy that fails some requests, before or after the server gets them.
  let requests = 0;
  const door = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const nth = ++requests;
      if (nth === 2) return new Response("<h1>Bad gateway</h1>", { status: 502 });
      const { pathname } = new URL(request.url);
      const answer = await fetch(`${server.url}${pathname}`, {
        method: request.method,
        headers: request.headers,
        ...(request.method !== "GET" && { body: await request.arrayBuffer() }),
      });
      return nth === 4 ? new Response("<h1>Gateway timeout</h1>", { status: 504 }) : answer;
    },
  });
  const through = { request: client.request, url: `ws://127.0.0.1:${door.port}` };
  const attachment = await upload(through, new Blob([bytes]), {
    name: "a",
    pieceBytes: 2000,
    retries: [1, 1, 1],
  });
  expect(Buffer.from(await (await fetch(attachment.url)).arrayBuffer())).toEqual(bytes);
  await door.stop(true);
});

test("a refusal has its status and code; a network that stays away is an error", async () => {
  const refusal = await upload(client, new Blob([bytes]), { channel: "none" }).catch((error) => error);
  expect(refusal).toBeInstanceOf(UploadError);
  expect([refusal.status, refusal.code, refusal.message]).toEqual([
    404,
    "channel_not_found",
    "Channel not found",
  ]);
  const large = await upload(client, new Blob([Buffer.alloc(100_001)])).catch((error) => error);
  expect([large.status, large.code]).toEqual([413, null]);
  const nowhere = { request: client.request, url: "ws://127.0.0.1:1" };
  await expect(upload(nowhere, new Blob([bytes]), { retries: [1] })).rejects.toThrow();
});

test("a signal ends it, also between two attempts, and the server forgets what it has", async () => {
  const stop = new AbortController();
  const methods: string[] = [];
  const forgotten = Promise.withResolvers<number>();
  const door = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      methods.push(request.method);
      const { pathname } = new URL(request.url);
      const body = request.method === "DELETE" ? {} : { body: await request.arrayBuffer() };
      const given = { method: request.method, headers: request.headers, ...body };
      if (methods.length === 3) {
        queueMicrotask(() => stop.abort(new Error("not this one")));
        return new Response("", { status: 502 });
      }
      const answer = await fetch(`${server.url}${pathname}`, given);
      if (request.method === "DELETE") forgotten.resolve(answer.status);
      return answer;
    },
  });
  const through = { request: client.request, url: `ws://127.0.0.1:${door.port}` };
  const given = { pieceBytes: 2000, retries: [60_000], signal: stop.signal };
  await expect(upload(through, new Blob([bytes]), given)).rejects.toThrow("not this one");
  expect(await forgotten.promise).toBe(204);
  expect(methods).toEqual(["POST", "PUT", "PUT", "DELETE"]);
  await door.stop(true);
});
