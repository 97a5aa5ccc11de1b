/** The place that a client opens first: its newest messages come with the lists. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTown, type Town } from "../tests/support/town.ts";
import { follow } from "./follow.ts";

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

test("its newest messages are there at once, and what was unread is still known", async () => {
  const [olga, mira] = await town.people("olga", "mira");
  for (const content of ["one", "two", "three"])
    await olga.request("message_new", { channel: "general", content });
  const asked: string[] = [];
  const watched = new Proxy(mira, {
    get: (client, name) =>
      name === "request"
        ? (cmd: string, ...rest: never[]) => {
            asked.push(cmd);
            return Reflect.apply(client.request, client, [cmd, ...rest]);
          }
        : Reflect.get(client, name),
  });
  const { model, unreadAtFirst } = await follow(watched, {
    messages: 0,
    first: { place: "general", messages: 2 },
  });
  expect(model.histories.get("general")?.messages.map(({ content }) => content)).toEqual(["two", "three"]);
  expect(unreadAtFirst).toBe(3);
  // Asked for before any answer has come.
  expect(asked.at(-1)).toBe("messages_get");
});

test("one that isn't there changes nothing", async () => {
  const nora = await town.join("nora");
  for (const place of ["nowhere", "thread:none", ""]) {
    const { model } = await follow(nora, { messages: 0, first: { place, messages: 30 } });
    expect([place, model.histories.size, model.loading.size]).toEqual([place, 0, 0]);
    expect(model.channels.map(({ name }) => name)).toContain("general");
  }
});
