import { afterEach, expect, test } from "bun:test";
import { connect } from "../client/index.ts";
import { startTestServer, type TestServer } from "./support/server.ts";

let server: TestServer;
afterEach(() => server.dispose());

test("two people talk, the server restarts in between, and their history is whole and in order", async () => {
  server = await startTestServer();
  const account = (username: string) => ({ username, password: `password of ${username}` });
  const enter = (username: string, first = false) =>
    connect(server.ws, {
      login: first ? { register: account(username) } : { login: account(username) },
      reconnect: [],
    });
  let mira = await enter("mira", true);
  let zoe = await enter("zoe", true);

  // Before: a message, a reply, an edit, a deletion, each received by the other one.
  let received = zoe.next("message_new");
  const { message: greeting } = await mira.request("message_new", {
    channel: "general",
    content: "Good morning",
  });
  expect((await received).message).toEqual(greeting);

  received = mira.next("message_new");
  const { message: answer } = await zoe.request("message_new", {
    channel: "general",
    content: "Morning!",
    reply_to: greeting.id,
  });
  expect((await received).message).toMatchObject({
    id: answer.id,
    user: "USR:local_zoe",
    reply_to: { id: greeting.id, user: "USR:local_mira" },
    pings: { replies: ["USR:local_mira"] },
  });

  const changed = zoe.next("message_edit");
  await mira.request("message_edit", { channel: "general", id: greeting.id, content: "Good morning, all" });
  expect(await changed).toMatchObject({ id: greeting.id, content: "Good morning, all" });

  const { message: mistake } = await zoe.request("message_new", { channel: "general", content: "oops" });
  const gone = mira.next("message_delete");
  await zoe.request("message_delete", { channel: "general", id: mistake.id });
  expect(await gone).toMatchObject({ id: mistake.id, channel: "general" });

  const before = await mira.request("messages_get", { channel: "general" });
  expect(before.messages.map(({ content }) => content)).toEqual(["Good morning, all", "Morning!"]);

  const ended = Promise.all([mira.next("closed"), zoe.next("closed")]);
  server = await server.restart();
  expect((await ended).map(({ code }) => code)).toEqual([1001, 1001]);

  // After: everything as it was, and the conversation goes on behind it.
  mira = await enter("mira");
  zoe = await enter("zoe");
  const after = await zoe.request("messages_get", { channel: "general" });
  expect(after).toMatchObject({
    messages: before.messages,
    range: before.range,
    at_start: true,
    at_end: true,
  });
  expect(await mira.request("message_replies", { channel: "general", id: greeting.id })).toMatchObject({
    replies: [{ id: answer.id }],
  });

  received = zoe.next("message_new");
  await mira.request("message_new", { channel: "general", content: "Back again", reply_to: answer.id });
  await received;
  for (let number = 1; number <= 7; number++) {
    await (number % 2 ? mira : zoe).request("message_new", { channel: "general", content: `${number}` });
  }
  const whole = ["Good morning, all", "Morning!", "Back again", "1", "2", "3", "4", "5", "6", "7"];
  const pages: string[] = [];
  for (let start = 0; start < 12; start += 3) {
    const page = await zoe.request("messages_get", { channel: "general", start, limit: 3 });
    pages.unshift(...page.messages.map(({ content }) => content));
    expect(page.at_start).toBe(start >= 9);
    expect(page.at_end).toBe(start === 0);
  }
  expect(pages).toEqual(whole);
  const { messages } = await mira.request("messages_get", { channel: "general" });
  for (const [index, message] of messages.entries()) {
    expect(message.timestamp).toBeGreaterThan(messages[index - 1]?.timestamp ?? 0);
  }

  mira.close();
  zoe.close();
});
