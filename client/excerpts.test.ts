/** Parts of a history around a message that was jumped to: paging from there, and what events make of them. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestServer, type TestServer } from "../tests/support/server.ts";
import type { Client } from "./client.ts";
import { connect } from "./connect.ts";
import { differences } from "./differences.ts";
import { type Followed, fetch, follow } from "./follow.ts";
import { finishAround, narrowed, withoutExcerpt } from "./model/excerpts.ts";
import { startLoading } from "./model/loading.ts";

let server: TestServer;
let olga: Client;
const ids: string[] = [];

beforeAll(async () => {
  server = await startTestServer();
  olga = await connect(server.ws, { login: { register: { username: "olga", password: "tea and cake" } } });
  await olga.request("owner_claim", { code: server.claimCode ?? "" });
  for (let number = 0; number < 240; number++) {
    const { message } = await olga.request("message_new", {
      channel: "general",
      content: `number ${number}`,
    });
    ids.push(message.id);
  }
});
afterAll(async () => {
  olga.close();
  await server.dispose();
});

const idAt = (number: number) => ids[number] ?? "";
const numbers = (followed: Followed, part: "histories" | "excerpts") =>
  followed.model[part].get("general")?.messages.map(({ id }) => ids.indexOf(id));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test("it has the message with its neighbours, grows on both sides, and becomes part of the history", async () => {
  const followed = await follow(olga, { messages: 0 });
  await followed.load("general", 40);
  await followed.loadAround("general", idAt(100), 20);
  expect(numbers(followed, "excerpts")).toEqual(range(90, 111));
  await followed.loadBeside("general", "older", 60);
  expect(numbers(followed, "excerpts")).toEqual(range(30, 111));
  await followed.loadBeside("general", "older", 60);
  expect(followed.model.excerpts.get("general")).toMatchObject({ from: 0 });
  await followed.loadBeside("general", "newer", 60);
  expect(numbers(followed, "excerpts")).toEqual(range(0, 171));
  expect(numbers(followed, "histories")).toEqual(range(200, 240));
  await followed.loadBeside("general", "newer", 60);
  expect(numbers(followed, "excerpts")).toBeUndefined();
  expect(numbers(followed, "histories")).toEqual(range(0, 240));
  followed.stop();
});

test("without a history, the excerpt that reaches the newest message is the history", async () => {
  const followed = await follow(olga, { messages: 0 });
  await followed.loadAround("general", idAt(200), 40);
  expect(numbers(followed, "excerpts")).toEqual(range(180, 221));
  await followed.loadBeside("general", "newer", 60);
  expect(numbers(followed, "histories")).toEqual(range(180, 240));
  followed.stop();
});

test("events change the messages in it; a new one is not in it, and leaves the gap", async () => {
  const followed = await follow(olga, { messages: 0 });
  await followed.load("general", 20);
  await followed.loadAround("general", idAt(50), 20);
  const at = { channel: "general" };
  await olga.request("message_edit", { ...at, id: idAt(50), content: "changed" });
  await olga.request("message_delete", { ...at, id: idAt(51) });
  await olga.request("message_react_add", { ...at, id: idAt(52), emoji: "☕" });
  const { message } = await olga.request("message_new", { ...at, content: "news" });
  const messages = followed.model.excerpts.get("general")?.messages ?? [];
  const found = (id: string) => messages.find((each) => each.id === id);
  expect(found(idAt(50))).toMatchObject({ content: "changed", edited: true });
  expect(found(idAt(51))).toBeUndefined();
  expect(found(idAt(52))?.reactions).toEqual({ "☕": [olga.user.username] });
  expect(found(message.id)).toBeUndefined();
  expect(followed.model.histories.get("general")?.messages.at(-1)?.id).toBe(message.id);
  expect(differences(followed.model, await fetch(olga, { messages: 200 }))).toEqual([]);
  followed.update((model) => withoutExcerpt(model, "general"));
  expect(followed.model.excerpts.size).toBe(0);
  await olga.request("message_delete", { ...at, id: message.id });
  followed.stop();
});

test("of a long history a part far back stays, with the newest messages, and paging joins them again", async () => {
  const followed = await follow(olga, { messages: 0 });
  await followed.load("general", 200);
  const all = numbers(followed, "histories") ?? [];
  const narrow = (from: number, to: number) =>
    followed.update((model) => narrowed(model, "general", { first: idAt(from), last: idAt(to) }, 20));
  narrow(60, 120);
  expect(numbers(followed, "excerpts")).toEqual(range(60, 121).filter((number) => all.includes(number)));
  expect(numbers(followed, "histories")).toEqual(all.slice(-20));
  narrow(80, 100);
  const part = range(80, 101).filter((number) => all.includes(number));
  expect(numbers(followed, "excerpts")).toEqual(part);
  await followed.loadBeside("general", "older", 10);
  expect(numbers(followed, "excerpts")?.slice(10)).toEqual(part);
  await followed.loadBeside("general", "newer", 200);
  expect(numbers(followed, "excerpts")).toBeUndefined();
  expect(numbers(followed, "histories")?.slice(10)).toEqual(all.filter((number) => number >= 80));
  // A part that reaches to the newest message stays the history.
  narrow(150, 239);
  expect(numbers(followed, "excerpts")).toBeUndefined();
  expect(numbers(followed, "histories")).toEqual(all.filter((number) => number >= 150));
  followed.stop();
});

test("what events say while the page is read holds for it too", async () => {
  const followed = await follow(olga, { messages: 0 });
  const at = { channel: "general" };
  const page = await olga.request("messages_around", {
    ...at,
    around: idAt(150),
    bounds: { above: 2, below: 2 },
  });
  followed.update((model) => startLoading(model, 1_000_000, "general"));
  await olga.request("message_edit", { ...at, id: idAt(150), content: "changed" });
  await olga.request("message_delete", { ...at, id: idAt(149) });
  await olga.request("message_pin", { ...at, id: idAt(151) });
  followed.update((model) => finishAround(model, 1_000_000, page));
  const messages = followed.model.excerpts.get("general")?.messages ?? [];
  expect(messages.map(({ id, content, pinned }) => [ids.indexOf(id), content, pinned])).toEqual([
    [148, "number 148", false],
    [150, "changed", false],
    [151, "number 151", true],
    [152, "number 152", false],
  ]);
  followed.stop();
});
