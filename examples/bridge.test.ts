import { afterEach, expect, test } from "bun:test";
import { joined, ownerOf, saying, startExample } from "../tests/support/example.ts";
import { startTestServer } from "../tests/support/server.ts";

const bots: Bun.Subprocess[] = [];
// By SIGTERM also when the test failed: npm, killed at once, would leave the bot behind.
afterEach(() => {
  for (const bot of bots.splice(0)) bot.kill();
});

test("the bridge copies messages, replies, edits and deletions both ways, and nothing twice", async () => {
  const [here, there] = await Promise.all([startTestServer(), startTestServer()]);
  const [mira, olga] = await Promise.all([ownerOf(here), joined(there, "olga")]);
  const owner = await joined(there, "otto");
  await owner.request("owner_claim", { code: there.claimCode ?? "" });
  const { token: tokenHere } = await mira.request("bot_create", { name: "bridge" });
  const { token: tokenThere } = await owner.request("bot_create", { name: "bridge" });
  bots.push(
    await startExample("bridge.ts", [here.ws, tokenHere, "general", there.ws, tokenThere, "general"]),
  );

  const [channel, none] = ["general", { pings: { users: [], roles: [], replies: [] } }];
  let copied = saying(olga, "Good morning");
  const { message: first } = await mira.request("message_new", { channel, content: "Good morning, @olga" });
  const { message: copy } = await copied;
  expect(copy).toMatchObject({ content: "**mira:** Good morning, @\u200bolga", ...none });

  copied = saying(mira, "And to you");
  const { message: answer } = await olga.request("message_new", {
    channel,
    content: "And to you",
    reply_to: copy.id,
  });
  const { message: back } = await copied;
  expect(back).toMatchObject({ content: "**olga:** And to you", reply_to: { id: first.id } });

  const edited = olga.next("message_edit", ({ id }) => id === copy.id);
  await mira.request("message_edit", { channel, id: first.id, content: "Good evening" });
  expect((await edited).content).toBe("**mira:** Good evening");

  const gone = mira.next("message_delete", ({ id }) => id === back.id);
  await olga.request("message_delete", { channel, id: answer.id });
  await gone;

  // A round trip of a last message: whatever else came, came before it.
  copied = saying(olga, "The end");
  await mira.request("message_new", { channel, content: "The end" });
  await copied;
  const contents = async (client: typeof mira) =>
    (await client.request("messages_get", { channel })).messages.map(({ content }) => content);
  expect(await contents(mira)).toEqual(["Good evening", "The end"]);
  expect(await contents(olga)).toEqual(["**mira:** Good evening", "**mira:** The end"]);

  // What is written while the other server is away comes when it is back, once.
  for (const client of [olga, owner]) client.close();
  await there.stop();
  await mira.request("message_new", { channel, content: "Anybody there?" });
  const websocket = { host: "127.0.0.1", port: there.port };
  const again = await startTestServer({ folder: there.folder, config: { websocket } });
  const nora = await joined(again, "nora");
  copied = saying(nora, "You're back");
  await mira.request("message_new", { channel, content: "You're back" });
  await copied;
  expect((await contents(nora)).slice(-2)).toEqual(["**mira:** Anybody there?", "**mira:** You're back"]);

  for (const client of [mira, nora]) client.close();
  await Promise.all([here.dispose(), again.dispose()]);
});
