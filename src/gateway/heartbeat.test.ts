/** Which connections are pinged, and which are closed. On real sockets: tests/transport.test.ts. */
import { expect, test } from "bun:test";
import { fakeConnection } from "../../tests/support/fake-connection.ts";
import { createHeartbeat } from "./heartbeat.ts";
import type { Outbox } from "./outbox.ts";

/** A heartbeat whose pings and closings are listed, as `ping a` and `policy a`. */
function heartbeat(loginSeconds = 1_000_000, elapsed = () => 0) {
  const log: string[] = [];
  const outbox: Pick<Outbox, "add" | "close"> = {
    add: (connection, text, importance) =>
      void log.push(`${JSON.parse(text).cmd} ${connection.id} ${importance}`),
    close(connection, reason) {
      connection.closing = true;
      log.push(`${reason} ${connection.id}`);
    },
  };
  const beats = createHeartbeat(outbox as Outbox, () => loginSeconds, elapsed);
  return {
    ...beats,
    log,
    open(id: string, openedAt: number) {
      const connection = fakeConnection(id, { ping: () => void log.push(`protocol ping ${id}`) }, openedAt);
      beats.add(connection);
      return connection;
    },
    /** What these ticks, in seconds, did. */
    ticks(from: number, to: number, step = 1) {
      log.length = 0;
      for (let second = from; second <= to; second += step) beats.tick(second * 1000 + 500);
      return [...log];
    },
  };
}

test("each is pinged every thirty seconds from its own start, not in the second in which it came", () => {
  const { open, ticks } = heartbeat();
  open("a", 1_000_400);
  open("b", 1_007_900);
  const ping = (id: string) => [`protocol ping ${id}`, `ping ${id} passing`];
  expect(ticks(1000, 1029)).toEqual([]);
  expect(ticks(1030, 1030)).toEqual(ping("a"));
  expect(ticks(1031, 1037)).toEqual(ping("b"));
  expect(ticks(1038, 1060)).toEqual(ping("a"));
});

test("a late tick leaves nobody out, and pings nobody twice, however late it is", () => {
  const { open, ticks } = heartbeat();
  for (const second of [1000, 1001, 1002]) open(`${second}`, second * 1000);
  expect(ticks(1029, 1029)).toEqual([]);
  expect(ticks(1032, 1032).filter((line) => line.startsWith("ping"))).toEqual([
    "ping 1000 passing",
    "ping 1001 passing",
    "ping 1002 passing",
  ]);
  expect(ticks(1032, 1032)).toEqual([]);
  expect(ticks(1500, 1500)).toHaveLength(6);
});

test("a client that leaves two pings unanswered is closed; an answer starts the count again", () => {
  const { open, ticks } = heartbeat();
  const [silent, alive] = [open("silent", 1_000_000), open("alive", 1_000_000)];
  for (const second of [1030, 1060]) {
    ticks(second, second);
    alive.unansweredPings = 0;
  }
  expect(silent.unansweredPings).toBe(2);
  expect(ticks(1090, 1090)).toEqual(["dead silent", "protocol ping alive", "ping alive passing"]);
});

test("a connection without a login is closed when its time is over; one with a login stays", () => {
  const { open, ticks, remove } = heartbeat(45);
  const [user] = [open("user", 1_000_000), open("nobody", 1_000_000)];
  user.user = "u";
  const gone = open("gone", 1_000_000);
  const closing = open("closing", 1_000_000);
  closing.closing = true;
  remove(gone);
  expect(ticks(1030, 1030)).toHaveLength(4);
  expect(ticks(1060, 1060)).toEqual(["protocol ping user", "ping user passing", "policy nobody"]);
});

test("thousands of one second are pinged in turns, between which others get theirs", async () => {
  let time = 0;
  const { open, tick, log } = heartbeat(1_000_000, () => time++);
  for (let n = 0; n < 10; n++) open(`${n}`, 1_000_000);
  tick(1_030_000);
  const pings = () => log.filter((line) => line.startsWith("ping")).length;
  expect(pings()).toBe(5);
  await new Promise((resolve) => setImmediate(resolve));
  expect(pings()).toBe(10);
});
