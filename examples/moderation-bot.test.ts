import { afterEach, expect, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { joined, ownerOf, saying, startExample } from "../tests/support/example.ts";
import { newFolder, startTestServer } from "../tests/support/server.ts";

const bots: Bun.Subprocess[] = [];
// By SIGTERM also when the test failed: npm, killed at once, would leave the bot behind.
afterEach(() => {
  for (const bot of bots.splice(0)) bot.kill();
});

test("the moderation bot deletes, warns, times out who goes on, tells a channel, and obeys only moderators", async () => {
  const server = await startTestServer();
  const folder = newFolder();
  const file = join(folder, "moderation.json");
  const mira = await ownerOf(server);
  const { bot, token } = await mira.request("bot_create", { name: "guard" });
  await mira.request("role_create", { name: "guards", permissions: ["manage_messages", "manage_users"] });
  await mira.request("user_roles_add", { user: bot.id, roles: ["guards"] });
  await mira.request("channel_create", {
    name: "log",
    type: "text",
    permissions: { view: ["guards"], send: ["guards"], delete: ["guards"] },
  });
  const registered = mira.next("slash_add", ({ commands }) =>
    commands.some(({ name }) => name === "automod"),
  );
  bots.push(await startExample("moderation-bot.ts", [server.ws, token, file]));
  await registered;
  const olga = await joined(server, "olga");

  const set = async (by: typeof mira, action: string, value?: string) => {
    const answered = by.next("message_new", ({ message }) => message.ephemeral === true);
    const args = { action, ...(value !== undefined && { value }) };
    await by.request("slash_call", { channel: "general", command: "automod", args });
    return (await answered).message.content;
  };
  expect(await set(olga, "forbid", "tea")).toContain("manage_messages");
  expect(await set(mira, "forbid", "Coffee")).toContain("Forbidden words: coffee.");
  expect(await set(mira, "links", "off")).toContain("Links: forbidden.");
  expect(await set(mira, "log", "#log")).toContain("Told: #log.");
  expect(await set(mira, "forbid", "two words")).toContain("one word");
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ words: ["coffee"], links: false, log: "log" });

  const say = (content: string) => olga.request("message_new", { channel: "general", content });
  const offend = async (content: string) => {
    const [warned, told] = [
      saying(olga, "your message was removed"),
      saying(mira, "Removed a message of olga"),
    ];
    const gone = mira.next("message_delete");
    const { message } = await say(content);
    expect((await gone).id).toBe(message.id);
    return [(await warned).message.content, (await told).message.content];
  };
  const [warning, told] = await offend("Some COFFEE?");
  expect(warning).toBe("@olga, your message was removed: it has a word that is not allowed here.");
  expect(told).toBe("Removed a message of olga in #general: it has a word that is not allowed here.");
  expect((await offend("see https://tea.example"))[0]).toContain("links are not allowed");
  // Neither a part of a word, nor a moderator.
  await say("coffeehouses");
  await mira.request("message_new", { channel: "general", content: "coffee for all" });
  const [last] = await offend("coffee!");
  expect(last).toContain("You can write again in 10 minutes.");
  expect(await say("tea").catch(({ code }) => code)).toBe("timed_out");

  const { messages } = await mira.request("messages_get", { channel: "general" });
  const texts = messages.map(({ content }) => content);
  expect(texts).toContain("coffeehouses");
  expect(texts).toContain("coffee for all");
  for (const client of [mira, olga]) client.close();
  await server.dispose();
  rmSync(folder, { recursive: true });
});
