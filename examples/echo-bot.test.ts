import { expect, test } from "bun:test";
import { join } from "node:path";
import { connect } from "../client/index.ts";
import { startTestServer } from "../tests/support/server.ts";

test("the echo bot answers who calls it, and nobody else", async () => {
  const server = await startTestServer();
  const mira = await connect(server.ws, {
    login: { register: { username: "mira", password: "tea and cake" } },
  });
  const here = mira.next("user_connect", ({ user }) => user.nickname === "echo");
  const script = join(import.meta.dir, "echo-bot.ts");
  const start = () =>
    Bun.spawn([process.execPath, script, server.ws, "echo", "some-password"], {
      stdout: "pipe",
      stderr: "inherit",
    });
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

  // The account exists now.
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
  bot.kill();
  await bot.exited;
  mira.close();
  await server.dispose();
});
