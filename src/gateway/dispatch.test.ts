/** Requests that wait for their turn. What is done with one when it has come: tests/answers.test.ts. */

import { heapStats } from "bun:jsc";
import { expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { createFakeClock } from "../../tests/support/fake-clock.ts";
import { fakeConnection } from "../../tests/support/fake-connection.ts";
import { createPerform } from "../actions/perform.ts";
import { createLocalEventLog } from "../bus/local.ts";
import type { Store } from "../db/store.ts";
import { createLog } from "../log/log.ts";
import { fail } from "../protocol/errors.ts";
import type { Connection } from "./connection.ts";
import type { Delivery } from "./delivery.ts";
import { createDispatch } from "./dispatch.ts";
import type { Outbox } from "./outbox.ts";
import type { Rules, Runnable } from "./rules.ts";

const megabyte = 1024 * 1024;

/** A server with one command, `echo`; requests of a congested connection do not begin. */
function house() {
  const echo: Runnable = {
    name: "echo",
    summary: "",
    login: "any",
    cost: "none",
    largeFrames: true,
    request: Type.Object({}),
    reply: Type.Object({}),
    events: [],
    errors: [],
    handler: (_context: never, { val }: { readonly val?: unknown }) => ({ reply: { val } }),
  };
  const enter: Runnable = {
    ...echo,
    name: "enter",
    login: "before",
    handler: async () => ({ ...fail("identity_unavailable"), quiet: true }),
  };
  const member: Runnable = { ...echo, name: "member", login: "required" };
  const rules: Rules = {
    commands: new Map([echo, enter, member].map((command) => [command.name, command])),
    limits: () => ({
      frameSize: 64 * megabyte,
      frameSizeBeforeLogin: 64 * megabyte,
      malformedFrames: 2,
      packetsPerSecond: 1000,
      packetsBurst: 1000,
      connectionsPerUser: 1000,
      bytesPerSecond: 1_000_000_000,
      bytesBurst: 1_000_000_000,
    }),
    context: () => ({}),
    permitted: () => true,
    timedOut: () => null,
    withoutRoom: () => null,
    precheck: () => null,
    charge: () => null,
    ended: () => ({}),
  };
  const log: string[] = [];
  const outbox: Pick<Outbox, "add" | "close" | "isFull"> = {
    add({ id }, text) {
      const { cmd, val } = JSON.parse(text);
      log.push(`${id} ${cmd} ${val}`);
    },
    isFull: ({ congested }) => congested,
    close(connection, reason) {
      connection.closing = true;
      log.push(`${connection.id} ${reason}`);
    },
  };
  const retention = () => ({ events: 0, characters: 0 });
  const eventLog = createLocalEventLog({ retention, failed() {} });
  const dispatch = createDispatch({
    rules,
    eventLog,
    perform: createPerform({
      store: {} as Store,
      eventLog,
      log: createLog({ level: "error", format: "json" }, { write: () => {} }),
    }),
    delivery: {} as Delivery,
    outbox: outbox as Outbox,
    clock: createFakeClock(),
    observer: { opened() {}, ended() {}, refused() {}, closing() {}, closed() {} },
  });
  return {
    ...dispatch,
    /** A logged-in connection that reads nothing. */
    stuck(id: string): Connection {
      const connection = fakeConnection(id);
      connection.tokens = 1000;
      connection.user = id;
      connection.congested = true;
      return connection;
    },
    ask: (connection: Connection, val: unknown, size = 10) =>
      dispatch.receive(connection, JSON.stringify({ cmd: "echo", val }), size),
    received: () => log.splice(0),
  };
}

test("a login that fails because the server stops ends the connection, and nothing behind it is answered", async () => {
  const { receive, idle, received } = house();
  const connection = fakeConnection("a");
  connection.tokens = 1000;
  receive(connection, '{"cmd":"enter"}', 15);
  receive(connection, '{"cmd":"member"}', 16);
  await idle();
  receive(connection, '{"cmd":"member"}', 16);
  expect(received()).toEqual(["a goingAway"]);
});

test("what waits begins in its order once the client reads, and garbage is told of in its place", () => {
  const { stuck, ask, receive, advance, received } = house();
  const connection = stuck("a");
  ask(connection, 1);
  receive(connection, "garbage", 7);
  receive(connection, '{"cmd":"nothing"}', 17);
  ask(connection, 2);
  expect(received()).toEqual([]);
  connection.congested = false;
  advance(connection);
  const answers = [
    "a echo 1",
    "a error Invalid message format: send one JSON object per text frame",
    "a error Unknown command: nothing",
    "a echo 2",
  ];
  expect(received()).toEqual(answers);
  ask(connection, 3);
  expect(received()).toEqual(["a echo 3"]);
});

test("garbage counts when it comes, not when its turn is there", () => {
  const { stuck, receive, received } = house();
  const connection = stuck("a");
  for (let n = 0; n < 3; n++) receive(connection, "garbage", 7);
  expect(received()).toEqual(["a policy"]);
});

test("garbage from before the login is passed over in silence, though its turn comes after it", () => {
  const { stuck, ask, receive, advance, received } = house();
  const connection = stuck("a");
  connection.user = null;
  ask(connection, 1);
  receive(connection, "garbage", 7);
  connection.user = "a";
  connection.congested = false;
  advance(connection);
  expect(received()).toEqual(["a echo 1"]);
});

test("what waits takes the memory of its text, not of what is made of it", () => {
  const { stuck, ask, advance, received } = house();
  const connection = stuck("a");
  const [requests, objectsOfEach] = [50, 4000];
  const objects = requests * objectsOfEach;
  const counted = () => {
    Bun.gc(true);
    return heapStats().objectCount;
  };
  const before = counted();
  for (let n = 0; n < requests; n++)
    ask(
      connection,
      Array.from({ length: objectsOfEach }, () => ({})),
    );
  expect(counted() - before).toBeLessThan(objects / 4);
  connection.congested = false;
  advance(connection);
  expect(received()).toHaveLength(requests);
});

test("a client with too many waiting requests is closed", () => {
  const { stuck, ask, received } = house();
  const connection = stuck("a");
  for (let n = 0; n < 8; n++) ask(connection, n, megabyte);
  expect(received()).toEqual([]);
  ask(connection, 8);
  expect(received()).toEqual(["a policy"]);
});

test("when all clients together have too much waiting, one that adds more than a little is closed", () => {
  const { stuck, ask, received, advance, forget } = house();
  const many = Array.from({ length: 32 }, (_, n) => stuck(`${n}`));
  for (const connection of many) ask(connection, 1, 8 * megabyte);
  const [modest, greedy] = [stuck("modest"), stuck("greedy")];
  ask(modest, 1, 64 * 1024);
  expect(received()).toEqual([]);
  ask(greedy, 1, 65 * 1024);
  expect(received()).toEqual(["greedy policy"]);
  // One ends, and another's turn comes: there is room again.
  const [first, second] = many;
  if (!first || !second) throw new Error("nobody");
  first.closed = true;
  forget(first);
  second.congested = false;
  advance(second);
  expect(received()).toEqual(["1 echo 1"]);
  const [next, last] = [stuck("next"), stuck("last")];
  for (let n = 0; n < 7; n++) ask(next, n, megabyte);
  for (let n = 0; n < 8; n++) ask(last, n, megabyte);
  expect(received()).toEqual([]);
  ask(next, 7, megabyte);
  expect(received()).toEqual(["next policy"]);
});
