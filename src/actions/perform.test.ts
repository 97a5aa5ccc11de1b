/** The order in which outcomes are carried out, and how faults end. Through the server: tests/connection.test.ts. */
import { expect, test } from "bun:test";
import type { EventLog } from "../bus/event-log.ts";
import { createLocalEventLog } from "../bus/local.ts";
import { emit, everyone } from "../chat/emission.ts";
import type { Change } from "../chat/state.ts";
import { forgetNonces } from "../db/nonces.ts";
import { type Store, StoreError } from "../db/store.ts";
import { createLog } from "../log/log.ts";
import { fail, isFailure } from "../protocol/errors.ts";
import { userLeave } from "../protocol/events.ts";
import { announced, commit, type Outcome, type Result } from "./outcome.ts";
import { createPerform, decideAlone } from "./perform.ts";

const write = forgetNonces({ now: 0 });
const change: Change = { type: "presence", id: "mira", delta: 1 };
const left = (username: string) => emit(userLeave, { username }, everyone);

/** `held`: the log hands entries over only when a test says so. */
function house({ refusal = null, held = false }: { refusal?: string | null; held?: boolean } = {}) {
  const calls: string[] = [];
  const lines: string[] = [];
  const local = createLocalEventLog({ retention: () => ({ events: 0, characters: 0 }), failed() {} });
  local.subscribe(({ changes, events, expel }) => {
    for (const { type } of changes) calls.push(`change ${type}`);
    for (const { user } of expel) calls.push(`expel ${user}`);
    for (const { packet } of events) calls.push(`event ${JSON.stringify(packet)}`);
  });
  const waiting: (() => void)[] = [];
  const eventLog: Pick<EventLog, "append"> = {
    append(entry, done) {
      if (held) waiting.push(() => local.append(entry, done));
      else local.append(entry, done);
    },
  };
  const store: Pick<Store, "commit"> = {
    commit(_write, done) {
      calls.push("commit");
      if (refusal === null) done({} as never);
      else done(undefined, { reason: refusal });
    },
  };
  const perform = createPerform({
    store,
    eventLog,
    log: createLog({ level: "error" }, { write: (line) => void lines.push(JSON.parse(line).message) }),
    effects: {
      slow_mode_undone: ({ user }) => calls.push(`undone ${user}`),
      message_limit_reset() {},
      kept_out() {},
      picture_stored() {},
      upload_key_made() {},
      upload_keys_ended() {},
      slash_called() {},
      slash_deferred() {},
      slash_answered() {},
      slash_asked() {},
      slash_completed() {},
    },
  });
  return {
    perform,
    calls,
    lines,
    /** Hands the next entry over. */
    handOver: () => waiting.shift()?.(),
    /** Performs, noting how it ends. */
    run(name: string, decide: () => Result, finish: (result: unknown) => void = () => {}) {
      perform({
        name,
        decide,
        finish(result, frames) {
          const what = isFailure(result) ? result.code : isFailure(result.reply) ? "done, refused" : "done";
          calls.push(`finish ${name}: ${what}${frames.length > 0 ? ` ${frames.length}` : ""}`);
          finish(result);
        },
        ended: () => calls.push(`ended ${name}`),
      });
    },
  };
}

const everything: Outcome = {
  changes: [change],
  events: [left("a")],
  reply: announced(left("b")),
  effects: [
    { kind: "expel", user: "c", reason: "" },
    { kind: "slow_mode_undone", user: "mira", room: 1 },
  ],
  afterwards: [left("d")],
};

test("stores, changes memory, sends events, replies, ends connections, sends what comes afterwards", () => {
  const { run, calls } = house();
  run("x", () => commit(write, () => everything));
  expect(calls).toEqual([
    ...["commit", "undone mira", "change presence"],
    ...['event {"cmd":"user_leave","username":"a"}', 'event {"cmd":"user_leave","username":"b"}'],
    ...["finish x: done 2", "expel c", 'event {"cmd":"user_leave","username":"d"}', "ended x"],
  ]);
});

test("the reply and the next exclusive task wait for a slow event log", () => {
  const { run, calls, handOver } = house({ held: true });
  run("x", () => ({ exclusively: () => ({ changes: [change], afterwards: [left("d")] }) }));
  run("y", () => ({ exclusively: () => ({}) }));
  expect(calls.splice(0)).toEqual([]);
  handOver();
  expect(calls.splice(0)).toEqual(["change presence", "finish x: done"]);
  handOver();
  expect(calls).toEqual([
    'event {"cmd":"user_leave","username":"d"}',
    ...["finish y: done", "ended y", "ended x"],
  ]);
});

test("a task that holds its turn needs no second one", () => {
  const { run, calls } = house();
  run("x", () => ({ exclusively: () => commit(write, () => ({ exclusively: () => ({}) })) }));
  expect(calls).toEqual(["commit", "finish x: done", "ended x"]);
});

test("a refused write fails the request, unless the action says what follows", () => {
  const { run, calls, lines } = house({ refusal: "disk full" });
  run("x", () => commit(write, () => everything));
  run("y", () =>
    commit(
      write,
      () => everything,
      ({ reason }) => ({ events: [left(reason)] }),
    ),
  );
  expect(calls).toEqual([
    ...["commit", "finish x: storage_unavailable", "ended x", "commit"],
    ...['event {"cmd":"user_leave","username":"disk full"}', "finish y: done 1", "ended y"],
  ]);
  // Once a minute.
  expect(lines).toEqual(["The database refused a write"]);
});

test("faults end as failures, and end the turn", async () => {
  const { run, calls, lines, perform } = house();
  run("x", () => {
    throw new Error("bug");
  });
  await new Promise((resolve) =>
    run("y", () => ({ exclusively: () => Promise.reject(new StoreError("torn page")) }), resolve),
  );
  await decideAlone(perform, "z", () => ({ reply: {} }));
  expect(calls).toEqual([
    ...["finish x: internal_error", "ended x"],
    ...["finish y: storage_unreadable", "ended y"],
  ]);
  expect(lines).toEqual(["A handler failed", "The database refused a read"]);
});

test("a reply that can't be encoded becomes a failure", () => {
  const { run, calls, lines } = house();
  run(
    "x",
    () => ({}),
    (result) => {
      if (!isFailure(result)) throw new Error("no text");
    },
  );
  expect(calls).toEqual(["finish x: done", "finish x: internal_error", "ended x"]);
  expect(lines).toEqual(["An outcome could not be carried out"]);
});

test("a login happens between the changes and the events", () => {
  const { perform, calls } = house();
  const outcome: Outcome = {
    changes: [change],
    events: [left("a")],
    effects: [{ kind: "login", user: "mira", loginSession: null, ready: () => ({}) as never }],
  };
  perform({ name: "x", decide: () => outcome, login: ({ user }) => calls.push(`login ${user}`) });
  expect(calls.splice(0)).toEqual([
    ...["change presence", "login mira", 'event {"cmd":"user_leave","username":"a"}'],
  ]);
  const results: string[] = [];
  perform({
    name: "x",
    decide: () => outcome,
    login() {
      throw new Error("no text");
    },
    finish: (result) => results.push(isFailure(result) ? result.code : "done"),
  });
  expect(results).toEqual(["internal_error"]);
});

test("a caller that waits for a decision gets its reply or its failure", async () => {
  const { perform } = house();
  expect(await decideAlone(perform, "x", () => commit(write, () => ({ reply: { n: 1 } })))).toEqual({ n: 1 });
  expect(await decideAlone(perform, "x", async () => fail("internal_error"))).toMatchObject({
    code: "internal_error",
  });
});
