import { afterEach, expect, test } from "bun:test";
import { slashChoices } from "../client/index.ts";
import { joined, ownerOf, startExample } from "../tests/support/example.ts";
import { startTestServer } from "../tests/support/server.ts";

const bots: Bun.Subprocess[] = [];
// By SIGTERM also when the test failed: npm, killed at once, would leave the bot behind.
afterEach(() => {
  for (const bot of bots.splice(0)) bot.kill();
});

test("the dice bot rolls what it is asked for, offers rolls, and tells only the caller what is none", async () => {
  const server = await startTestServer();
  const mira = await ownerOf(server);
  const { token } = await mira.request("bot_create", { name: "dice" });
  const registered = mira.next("slash_add", ({ commands }) => commands.some(({ name }) => name === "roll"));
  bots.push(await startExample("dice-bot.ts", [server.ws, token]));
  await registered;
  const roll = async (args: Record<string, string>) => {
    const answered = mira.next("message_new", ({ message }) => message.user.endsWith("dice"));
    await mira.request("slash_call", { channel: "general", command: "roll", args });
    return (await answered).message;
  };
  const { content } = await roll({ dice: "3d6+2", reason: "to hit" });
  const [, sum, dice = ""] = /^\*\*(\d+)\*\* with 3d6\+2 \(to hit\): ([\d, ]+)$/.exec(content) ?? [];
  const each = dice.split(", ").map(Number);
  expect(each).toHaveLength(3);
  expect(each.every((one) => one >= 1 && one <= 6)).toBe(true);
  expect(Number(sum)).toBe(each.reduce((total, one) => total + one, 2));
  expect((await roll({})).content).toMatch(/^\*\*[1-6]\*\* with d6: [1-6]$/);
  expect(await roll({ dice: "tea" })).toMatchObject({
    ephemeral: true,
    content: expect.stringContaining("tea is no roll"),
  });

  const choices = await slashChoices(mira, {
    channel: "general",
    command: "roll",
    option: "dice",
    value: "2d",
  });
  expect(choices).toEqual(["2d6", "2d20"]);

  // The server restarts: the bot comes back, and registers its command again.
  await server.stop();
  const again = await startTestServer({
    folder: server.folder,
    config: { websocket: { host: "127.0.0.1", port: server.port } },
  });
  const back = await joined(again, "nora");
  const known = async () => {
    const { commands } = await back.request("slash_list");
    return commands.some(({ name }) => name === "roll");
  };
  const added = back.next("slash_add", ({ commands }) => commands.some(({ name }) => name === "roll"));
  if (await known()) added.catch(() => {});
  else await added;
  const rolledAgain = back.next("message_new", ({ message }) => message.user.endsWith("dice"));
  await back.request("slash_call", { channel: "general", command: "roll", args: { dice: "d4" } });
  expect((await rolledAgain).message.content).toMatch(/^\*\*[1-4]\*\* with d4/);
  back.close();
  mira.close();
  await again.dispose();
});
