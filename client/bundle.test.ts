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
  const received = mira.next("message_new");
  const { message } = await olga.request("message_new", { channel: "general", content: "Good morning" });
  const refused = await olga.request("message_new", { channel: "general" }).catch((error) => error);
  const { channel, message: same } = await received;
  await followed.load("general");
  console.log(
    JSON.stringify({
      received: same.id === message.id && channel,
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

/** Runs a program beside the library on Node, with these arguments. */
async function start(program: string, ...args: string[]) {
  writeFileSync(join(folder, "client.mjs"), await bundle("node"));
  writeFileSync(join(folder, "program.mjs"), program);
  // Before 22 the global WebSocket is there only on request.
  const flags = Number(/^v(\d+)/.exec(version)?.[1]) < 22 ? ["--experimental-websocket"] : [];
  const child = Bun.spawn([node ?? "node", ...flags, join(folder, "program.mjs"), ...args], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const errors = child.stderr.text();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    /** The next line that it prints; null at the end. */
    async said(): Promise<string | null> {
      while (!text.includes("\n")) {
        const { value, done } = await output.read();
        if (done) return null;
        text += value;
      }
      const [line = "", ...others] = text.split("\n");
      text = others.join("\n");
      return line;
    },
    /** How it ends: exit code and complaints. */
    async end(): Promise<[number, string]> {
      return [
        await child.exited,
        (await errors).replace(/.*(ExperimentalWarning|--trace-warnings).*\n/g, ""),
      ];
    },
  };
}

const onNode = test.skipIf(node === null);

onNode("a whole conversation on Node (skipped without `node`)", async () => {
  const { said, end } = await start(conversation, server.ws);
  const received = await said();
  expect(await end()).toEqual([0, ""]);
  expect(JSON.parse(received ?? "")).toEqual({
    received: "general",
    refused: "message_empty",
    members: ["USR:local_olga", "USR:local_mira"],
  });
});

const returning = `
  import { connect } from "./client.mjs";
  const account = { username: "rita", password: "tea and cake" };
  const refused = await connect("ws://127.0.0.1:1", { login: { login: account } }).catch((error) => error);
  console.log(refused.name);
  const client = await connect(process.argv[2], { login: { register: account }, reconnect: [1] });
  client.on("message_new", async () => {
    throw new Error("faulty handler");
  });
  console.error = (text) => console.log(text);
  await client.request("message_new", { channel: "general", content: "Good morning" });
  let losses = 0;
  client.on("lost", () => {
    if (++losses === 3) console.log("lost");
  });
  await new Promise((resolve) => client.on("reset", resolve));
  console.log("back");
  client.close();
`;

onNode(
  "on Node too: nobody there, a faulty handler, a server that restarts (skipped without `node`)",
  async () => {
    const house = await startTestServer();
    const { said, end } = await start(returning, house.ws);
    expect(await said()).toBe("ConnectionError");
    expect(await said()).toBe("A handler of 'message_new' failed");
    await house.stop();
    expect(await said()).toBe("lost");
    const websocket = { host: "127.0.0.1", port: house.port };
    const again = await startTestServer({ folder: house.folder, config: { websocket } });
    expect(await said()).toBe("back");
    expect(await end()).toEqual([0, ""]);
    await again.dispose();
  },
);

test("the bundle for browsers needs nothing that a browser lacks", async () => {
  // Else Bun would put stand-ins for the modules of Node into it.
  const text = await bundle("browser", ["node:*", "bun:*", "bun"]);
  expect(text).toContain("globalThis.WebSocket");
  expect(
    text.match(/^import\b.*|\b(?:node|bun):|\b(?:Bun|process|Buffer)\b|\b(?:require|import)\s*\(/gm),
  ).toBeNull();
});
