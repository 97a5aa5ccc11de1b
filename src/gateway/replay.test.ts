/** How far a replay goes at once, and how it ends. On real sockets: tests/slow-reader.test.ts. */
import { expect, test } from "bun:test";
import { fakeConnection } from "../../tests/support/fake-connection.ts";
import { createLocalEventLog } from "../bus/local.ts";
import { type Audience, emit, everyone, onlyUser, viewers } from "../chat/emission.ts";
import { messageReactAdd, threadCreate, userLeave } from "../protocol/events.ts";
import { createReplays } from "./replay.ts";

/** Nora's client; the log keeps five events, and her queue takes two before the next `read`. */
function house() {
  const log = createLocalEventLog({ retention: () => ({ events: 5, characters: 1_000_000 }), failed() {} });
  const connection = fakeConnection("n");
  connection.user = "nora";
  const sent: (string | number)[] = [];
  let room = 2;
  let views = true;
  const replays = createReplays(
    log,
    {
      receives: (_connection, to, { openedRoom }) =>
        to.kind === "everyone" ||
        to.kind === "viewers" ||
        (to.kind === "user" && to.user === (openedRoom === null ? "old" : "new")),
      viewsUnchanged: () => views,
      wasHere: () => true,
      withoutHistory: () => new Set(),
    },
    {
      add(_connection, text) {
        room--;
        const { cmd, seq } = JSON.parse(text);
        sent.push(cmd === userLeave.name ? seq : cmd);
      },
      hasRoom: () => room > 0,
      closeAsTooSlow({ id }) {
        connection.closing = true;
        sent.push(`gave up ${id}`);
      },
    },
  );
  return {
    connection,
    happen(to: Audience = everyone) {
      log.append({ events: [emit(userLeave, { username: "nora" }, to)] });
    },
    append: log.append,
    start: (seq: number) => replays.start(connection, seq, (events) => sent.push(`${events} done`)),
    read() {
      room = 2;
      replays.advance(connection);
    },
    changeViews() {
      views = false;
    },
    /** What was sent since the last call, as numbers; and how it ended. */
    received: () => sent.splice(0),
  };
}

test("goes as far as the client reads, and takes along what happens meanwhile", () => {
  const { happen, start, read, received, connection } = house();
  for (let n = 0; n < 4; n++) happen();
  expect(start(0)).toBe(true);
  expect(received()).toEqual([1, 2]);
  happen();
  read();
  expect(received()).toEqual([3, 4]);
  happen();
  read();
  expect(received()).toEqual([5, 6, "6 done"]);
  expect(connection.replay).toBeNull();
  read();
  expect(received()).toEqual([]);
});

test("is over at once where nothing was missed, or all of it has room", () => {
  const { happen, start, received } = house();
  expect([start(0), received()]).toEqual([true, ["0 done"]]);
  happen();
  expect([start(0), received()]).toEqual([true, [1, "1 done"]]);
});

test("what was asked for counts only for what is new", () => {
  const { happen, start, read, received, connection } = house();
  connection.openedRoom = 1;
  for (const user of ["old", "new", "old", "old"]) happen(onlyUser(user));
  start(0);
  for (const user of ["new", "old"]) happen(onlyUser(user));
  read();
  expect(received()).toEqual([1, 3, 4, 5, "4 done"]);
});

test("missed events have the form that the client knows, and that of no list fetched since", () => {
  const { append, start, read, received, connection } = house();
  const reacted = emit(messageReactAdd, {} as never, everyone);
  const started = emit(threadCreate, {} as never, viewers(7));
  append({ events: [reacted, started, started] });
  connection.newerReactions = true;
  connection.listsThreads = 7;
  start(0);
  append({ events: [started] });
  read();
  expect(received()).toEqual(["reaction_add", "thread_create", "thread_create", "thread_new", "4 done"]);
});

test("does not begin where events are gone, or would be half the truth", () => {
  const { happen, start, received, changeViews } = house();
  for (let n = 0; n < 6; n++) happen();
  expect(start(0)).toBe(false);
  expect(start(7)).toBe(false);
  changeViews();
  expect(start(6)).toBe(false);
  expect(received()).toEqual([]);
});

test("ends with the connection where that turns out on the way", () => {
  for (const wrong of ["gone", "changed"]) {
    const { happen, start, read, received, changeViews, connection } = house();
    for (let n = 0; n < 4; n++) happen();
    start(0);
    if (wrong === "changed") changeViews();
    else for (let n = 0; n < 4; n++) happen();
    read();
    expect(received()).toEqual([1, 2, "gave up n"]);
    read();
    expect([received(), connection.replay]).toEqual([[], null]);
  }
});
