import { afterEach, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../client/index.ts";
import { startTestServer } from "../tests/support/server.ts";

const script = join(import.meta.dir, "echo-bot.ts");
/** How the file says that it is started. */
const [, documented = ""] = /Then: (.+)/.exec(readFileSync(script, "utf8")) ?? [];

const bots: Bun.Subprocess[] = [];
// By SIGTERM also when the test failed: npm, killed at once, would leave the bot behind.
afterEach(() => {
  for (const bot of bots) bot.kill();
});

test("the echo bot answers members who mention it, and nobody else", async () => {
  const server = await startTestServer();
  const mira = await connect(server.ws, {
    login: { register: { username: "mira", password: "tea and cake" } },
  });
  await mira.request("owner_claim", { code: server.claimCode ?? "" });
  const { token } = await mira.request("bot_create", { name: "echo" });
  const here = mira.next("user_connect", ({ user }) => user.nickname === "echo");
  const command = documented.replace("ws://127.0.0.1:5613", server.ws).replace("TOKEN", token).split(" ");
  const start = () => {
    const bot = Bun.spawn(command, { cwd: join(import.meta.dir, ".."), stdout: "pipe", stderr: "inherit" });
    bots.push(bot);
    return bot;
  };
  let bot = start();
  await here;
  const answers: string[] = [];
  mira.on("message_new", ({ message }) => {
    if (message.user.endsWith("echo")) answers.push(message.content);
  });
  const answer = () => mira.next("message_new", ({ message }) => message.user.endsWith("echo"));
  let answered = answer();
  await mira.request("message_new", { channel: "general", content: "not for you" });
  await mira.request("message_new", { channel: "general", content: "@echo good morning, @mira" });
  await answered;

  const gone = mira.next("user_disconnect");
  bot.kill();
  await gone;
  const back = mira.next("user_connect");
  bot = start();
  await back;
  answered = answer();
  await mira.request("message_new", { channel: "general", content: "still there, @echo?" });
  await answered;
  expect(answers).toEqual(["echo good morning, mira", "still there, echo?"]);

  const all = { view: ["user"], send: ["user"] };
  await mira.request("channel_create", { name: "help", type: "forum", permissions: all });
  const inThread = answer();
  const content = "@echo in a thread too?";
  const { thread } = await mira.request("thread_create", { channel: "help", name: "Tea", content });
  expect(await inThread).toMatchObject({
    thread_id: thread.id,
    message: { content: "echo in a thread too?" },
  });
  bot.kill();
  await bot.exited;
  mira.close();
  await server.dispose();
});
