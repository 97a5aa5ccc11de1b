import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestServer, type TestServer } from "../../tests/support/server.ts";
import type { Client } from "../client.ts";
import { connect } from "../connect.ts";
import { searchMessages } from "./search.ts";

let server: TestServer;
let olga: Client;
const names = Array.from({ length: 40 }, (_, number) => `channel-with-a-long-name-${number}`);

beforeAll(async () => {
  server = await startTestServer();
  olga = await connect(server.ws, { login: { register: { username: "olga", password: "tea and cake" } } });
  await olga.request("owner_claim", { code: server.claimCode ?? "" });
  for (const name of names) {
    await olga.request("channel_create", {
      name,
      type: "text",
      permissions: { view: ["user"], send: ["user"] },
    });
  }
  // By turns, so that the pages of the groups are mixed.
  for (const [index, channel] of [...names.slice(0, 20), ...names.slice(0, 20)].entries()) {
    await olga.request("message_new", { channel, content: `teapot ${index}` });
  }
});
afterAll(async () => {
  olga.close();
  await server.dispose();
});

test("many channels are searched as one, in pages, the newest first", async () => {
  const search = searchMessages(olga, "tea", names, 15);
  const pages = [await search.next(), await search.next(), await search.next()];
  expect(pages.map(({ messages, hasMore }) => [messages.length, hasMore])).toEqual([
    [15, true],
    [15, true],
    [10, false],
  ]);
  const found = pages.flatMap(({ messages }) => messages);
  // Those of one millisecond in different channels have no order.
  const times = found.map(({ timestamp }) => timestamp);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect(found.map(({ content }) => content).toSorted()).toEqual(
    Array.from({ length: 40 }, (_, index) => `teapot ${index}`).toSorted(),
  );
});

test("`in:` has priority over the channels, and unknown names are told", async () => {
  const one = await searchMessages(olga, `in:${names[3]} tea from:nobody`, names, 15).next();
  expect(one.unknown).toEqual(["nobody"]);
  const here = await searchMessages(olga, `in:${names[3]} tea`, names, 15).next();
  expect(here.messages.map(({ content }) => content)).toEqual(["teapot 23", "teapot 3"]);
});

test("channels that don't fit into a few requests are left out, and counted", async () => {
  const long = `tea ${"-x ".repeat(70)}`.trim();
  const { messages, leftOut } = await searchMessages(olga, long, names, 30).next();
  expect([messages.length, leftOut > 0]).toEqual([messages.length, true]);
  expect(messages.length).toBeLessThan(40);
});
