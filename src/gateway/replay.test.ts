/** How far a replay goes at once, and how it ends. On real sockets: tests/slow-reader.test.ts. */
import { expect, test } from "bun:test";
import { fakeConnection } from "../../tests/support/fake-connection.ts";
import type { Frame } from "../bus/bus.ts";
import { createLocalBus } from "../bus/local.ts";
import { everyone, onlyUser } from "../chat/emission.ts";
import { createReplays } from "./replay.ts";

/** Nora's client; the bus keeps five events, and her queue takes two before the next `read`. */
function house() {
  const bus = createLocalBus(
    "epoch",
    () => ({ events: 5, characters: 1_000_000 }),
    () => {},
  );
  const connection = fakeConnection("n");
  connection.user = "nora";
  const log: (string | number)[] = [];
  let room = 2;
  let views = true;
  const replays = createReplays(
    bus,
    {
      hears: (_connection, to, { listsThreads }) =>
        to.kind === "everyone" || (to.kind === "user" && to.user === (listsThreads === null ? "old" : "new")),
      viewsUnchanged: () => views,
      wasHere: () => true,
      withoutHistory: () => new Set(),
    },
    {
      add(_connection, text) {
        room--;
        log.push(JSON.parse(text).seq);
      },
      hasRoom: () => room > 0,
      giveUp({ id }) {
        connection.closing = true;
        log.push(`gave up ${id}`);
      },
    },
  );
  return {
    bus,
    connection,
    happen(to: Frame["to"] = everyone) {
      const packet = { cmd: "news" };
      const rest = { except: null, about: [], outdates: null };
      bus.publish([], [{ packet, replayed: true, to, droppable: false, patient: false, ...rest }]);
    },
    start: (seq: number) => replays.start(connection, seq, (events) => log.push(`${events} done`)),
    read() {
      room = 2;
      replays.advance(connection);
    },
    changeViews() {
      views = false;
    },
    /** What was sent since the last call, as numbers; and how it ended. */
    heard: () => log.splice(0),
  };
}

test("goes as far as the client reads, and takes along what happens meanwhile", () => {
  const { happen, start, read, heard, connection } = house();
  for (let n = 0; n < 4; n++) happen();
  expect(start(0)).toBe(true);
  expect(heard()).toEqual([1, 2]);
  happen();
  read();
  expect(heard()).toEqual([3, 4]);
  happen();
  read();
  expect(heard()).toEqual([5, 6, "6 done"]);
  expect(connection.replay).toBeNull();
  read();
  expect(heard()).toEqual([]);
});

test("is over at once where nothing was missed, or all of it has room", () => {
  const { happen, start, heard } = house();
  expect([start(0), heard()]).toEqual([true, ["0 done"]]);
  happen();
  expect([start(0), heard()]).toEqual([true, [1, "1 done"]]);
});

test("what was asked for counts only for what is new", () => {
  const { happen, start, read, heard, connection } = house();
  connection.listsThreads = 1;
  for (const user of ["old", "new", "old", "old"]) happen(onlyUser(user));
  start(0);
  for (const user of ["new", "old"]) happen(onlyUser(user));
  read();
  expect(heard()).toEqual([1, 3, 4, 5, "4 done"]);
});

test("does not begin where events are gone, or would be half the truth", () => {
  const { happen, start, heard, changeViews } = house();
  for (let n = 0; n < 6; n++) happen();
  expect(start(0)).toBe(false);
  expect(start(7)).toBe(false);
  changeViews();
  expect(start(6)).toBe(false);
  expect(heard()).toEqual([]);
});

test("ends with the connection where that turns out on the way", () => {
  for (const wrong of ["gone", "changed"]) {
    const { happen, start, read, heard, changeViews, connection } = house();
    for (let n = 0; n < 4; n++) happen();
    start(0);
    if (wrong === "changed") changeViews();
    else for (let n = 0; n < 4; n++) happen();
    read();
    expect(heard()).toEqual([1, 2, "gave up n"]);
    read();
    expect([heard(), connection.replay]).toEqual([[], null]);
  }
});
