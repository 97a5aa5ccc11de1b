/** Outside Bun: the library as one file, as a bot on Node and a web page would have it. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder, startTestServer, type TestServer } from "../tests/support/server.ts";

let server: TestServer;
const folder = newFolder();
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.dispose();
  rmSync(folder, { recursive: true });
});

/** @param external what is not put into it, and so stays as an import */
async function bundle(target: "node" | "browser", external: string[] = []): Promise<string> {
  const entrypoints = [join(import.meta.dir, "index.ts")];
  const { outputs } = await Bun.build({ entrypoints, target, external });
  expect(outputs).toHaveLength(1);
  return outputs[0]?.text() ?? "";
}

const conversation = `
  import { CommandError, connect, follow } from "./client.mjs";
  const register = (username) =>
    connect(process.argv[2], { login: { register: { username, password: "tea and cake" } }, reconnect: [1] });
  const [olga, mira] = [await register("olga"), await register("mira")];
  const followed = await follow(mira);
  const heard = mira.next("message_new");
  const { message } = await olga.request("message_new", { channel: "general", content: "Good morning" });
  const refused = await olga.request("message_new", { channel: "general" }).catch((error) => error);
  const { channel, message: same } = await heard;
  await followed.load("general");
  console.log(
    JSON.stringify({
      heard: same.id === message.id && channel,
      refused: refused instanceof CommandError && refused.code,
      members: [...followed.model.members.values()].map(({ username }) => username),
    }),
  );
  const closed = mira.next("closed");
  for (const client of [olga, mira]) client.close();
  await closed;
`;

const node = Bun.which("node");
const version = node ? Bun.spawnSync([node, "--version"]).stdout.toString() : "";

test.skipIf(node === null)("a whole conversation on Node (skipped without `node`)", async () => {
  writeFileSync(join(folder, "client.mjs"), await bundle("node"));
  writeFileSync(join(folder, "conversation.mjs"), conversation);
  // Before 22 the global WebSocket is there only on request.
  const flags = Number(/^v(\d+)/.exec(version)?.[1]) < 22 ? ["--experimental-websocket"] : [];
  const child = Bun.spawn([node ?? "node", ...flags, join(folder, "conversation.mjs"), server.ws], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const [output, errors] = [await child.stdout.text(), await child.stderr.text()];
  expect([await child.exited, errors.replace(/.*(ExperimentalWarning|--trace-warnings).*\n/g, "")]).toEqual([
    0,
    "",
  ]);
  expect(JSON.parse(output)).toEqual({
    heard: "general",
    refused: "message_empty",
    members: ["USR:local_olga", "USR:local_mira"],
  });
});

test("the bundle for browsers needs nothing that a browser lacks", async () => {
  // Else Bun would put stand-ins for the modules of Node into it.
  const text = await bundle("browser", ["node:*", "bun:*", "bun"]);
  expect(text).toContain("new WebSocket(");
  expect(
    text.match(/^import\b.*|\b(?:node|bun):|\b(?:Bun|process|Buffer)\b|\b(?:require|import)\s*\(/gm),
  ).toBeNull();
});
