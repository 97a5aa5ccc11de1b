/** Order and turns of what leaves. How slow clients fare is in tests/slow-reader.test.ts, on real sockets. */
import { expect, test } from "bun:test";
import { fakeConnection } from "../../tests/support/fake-connection.ts";
import type { Connection } from "./connection.ts";
import { createOutbox } from "./outbox.ts";

const hooks = { closing() {}, resync() {}, room() {} };
const limits = () => ({ characters: 1_000_000, packets: 1000 });
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A connection that writes into `log`; each write takes so long. */
function connection(id: string, log: string[], milliseconds = 0): Connection {
  const sendText = (text: string) => {
    if (milliseconds > 0) Bun.sleepSync(milliseconds);
    log.push(`${id} ${text}`);
    return text.length;
  };
  return fakeConnection(id, { sendText, close: () => void log.push(`${id} closed`) });
}

test("what one turn queues for a client leaves together, in order", async () => {
  const log: string[] = [];
  const outbox = createOutbox(limits, hooks);
  const [a, b] = [connection("a", log), connection("b", log)];
  outbox.add(a, "1");
  outbox.add(b, "1");
  outbox.add(a, "2");
  expect(log).toEqual([]);
  await null;
  expect(log).toEqual(["a 1", "a 2", "b 1"]);
});

test("writing to many gives way to other work, and keeps the order of each client", async () => {
  const log: string[] = [];
  const outbox = createOutbox(limits, hooks);
  const many = Array.from({ length: 40 }, (_, index) => connection(`${index}`, log, 1));
  setImmediate(() => {
    log.push("other work");
    for (const one of many) outbox.add(one, "2");
  });
  for (const one of many) outbox.add(one, "1");
  while (log.length < 81) await turn();
  const first = log.indexOf("other work");
  expect(first).toBeWithin(5, 20);
  const ids = many.map(({ id }) => id);
  expect(log.slice(0, first)).toEqual(ids.slice(0, first).map((id) => `${id} 1`));
  // Connections that had no turn yet get both together.
  expect(log.slice(first + 1)).toEqual([
    ...ids.slice(first).flatMap((id) => [`${id} 1`, `${id} 2`]),
    ...ids.slice(0, first).map((id) => `${id} 2`),
  ]);
});

test("what was queued for thousands lets other work go first, as its queueing took long itself", async () => {
  const log: string[] = [];
  const outbox = createOutbox(limits, hooks);
  for (let n = 0; n < 2001; n++) outbox.add(connection("a", log), "1");
  await null;
  expect(log).toEqual([]);
  while (log.length < 2001) await turn();
});

test("writing long frames gives way after fewer of them", async () => {
  const log: string[] = [];
  const outbox = createOutbox(limits, hooks);
  const long = "x".repeat(70_000);
  setImmediate(() => log.push("other work"));
  for (const id of ["a", "b", "c"]) outbox.add(connection(id, log, 12), long);
  while (log.length < 4) await turn();
  expect(log.indexOf("other work")).toBe(1);
});

test("a flush writes everything at once, as for the end of the server", () => {
  const log: string[] = [];
  const outbox = createOutbox(limits, hooks);
  for (const id of ["a", "b", "c"]) outbox.add(connection(id, log, 6), "1");
  outbox.flush();
  expect(log).toEqual(["a 1", "b 1", "c 1"]);
});
