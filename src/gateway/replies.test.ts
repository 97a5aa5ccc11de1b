import { expect, test } from "bun:test";
import type { Connection } from "./connection.ts";
import { finishSlot, mayStart, takeSlot } from "./replies.ts";

function reader() {
  const connection: Pick<Connection, "slots"> = { slots: null };
  const sent: string[] = [];
  const send = (_connection: unknown, text: string) => void sent.push(text);
  return {
    connection,
    sent,
    take: (pipelined: boolean) => takeSlot(connection, pipelined),
    finish: (slot: ReturnType<typeof takeSlot>, ...texts: string[]) =>
      finishSlot(connection, slot, texts, send),
  };
}

test("a reply waits for those of earlier requests", () => {
  const { connection, sent, take, finish } = reader();
  const [first, second, third] = [take(true), take(true), take(true)];
  finish(second, "2a", "2b");
  expect(sent).toEqual([]);
  finish(first, "1");
  expect(sent).toEqual(["1", "2a", "2b"]);
  finish(third, "3");
  expect(sent).toEqual(["1", "2a", "2b", "3"]);
  expect(connection.slots).toBeNull();
});

test("a request without a reply holds nobody up", () => {
  const { sent, take, finish } = reader();
  const [first, second] = [take(true), take(true)];
  finish(second, "2");
  finish(first);
  expect(sent).toEqual(["2"]);
});

test.each([
  ["nothing is under way", [], false, true],
  ["a pipelined one, beside pipelined ones", [true, true], true, true],
  ["another one, beside pipelined ones", [true], false, false],
  ["a pipelined one, beside another one", [true, false], true, false],
])("%s: %p under way, pipelined %p: may start %p", (_case, underWay, pipelined, may) => {
  const { connection, take } = reader();
  for (const kind of underWay) take(kind);
  expect(mayStart(connection, pipelined)).toBe(may);
});

test("decided requests whose replies wait keep nobody from starting", () => {
  const { connection, take, finish } = reader();
  const [first, second] = [take(false), take(true)];
  finish(second, "2");
  expect(mayStart(connection, true)).toBe(false);
  finish(first, "1");
  expect(mayStart(connection, false)).toBe(true);
});
