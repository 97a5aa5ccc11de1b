/** What the clock and late writes do to planned messages and reminders. The rest is in tests/planned.test.ts. */
import { afterEach, expect, test } from "bun:test";
import { createFakeClock, type FakeClock } from "../../tests/support/fake-clock.ts";
import {
  addChannels,
  addMembers,
  type MemoryDatabase,
  openMemoryDatabase,
} from "../../tests/support/memory-database.ts";
import { plainMember, textChannel } from "../../tests/support/plain.ts";
import { createPerform, type PerformParts } from "../actions/perform.ts";
import { makeReminder } from "../actions/reminders/remind.ts";
import { scheduleMessage } from "../actions/scheduled/schedule.ts";
import { blankRole } from "../chat/blank-role.ts";
import { createSlowMode } from "../chat/slow-mode.ts";
import { createState } from "../chat/state.ts";
import { defaultConfigText, parseConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import type { Store } from "../db/store.ts";
import { createLog } from "../log/log.ts";
import { createPlanned } from "./planned.ts";

const start = 1_800_000_000_000;
const { config } = parseConfig(defaultConfigText()) as { config: Config };

let database: MemoryDatabase;
let clock: FakeClock;
afterEach(() => database.close());

/** Nora is connected, and there is the channel `tea`. */
function house() {
  database = openMemoryDatabase();
  clock = createFakeClock(start);
  addMembers(database, "nora");
  const [room = 0] = addChannels(database, "tea");
  const channel = { ...textChannel("tea"), id: room };
  const nora = { ...plainMember("nora"), roles: ["owner"] };
  const state = createState({
    users: [nora],
    former: [],
    roles: [blankRole("owner", "owner", 0)],
    threads: [],
    channels: [{ channel, tail: null }],
  });
  state.apply({ type: "presence", id: "nora", delta: 1 });
  const packets: object[] = [];
  const eventLog: PerformParts["eventLog"] = {
    append(entry, done) {
      const { changes = [], events = [] } = typeof entry === "function" ? entry() : entry;
      for (const change of changes) state.apply(change);
      packets.push(...events.map(({ packet }) => packet));
      planned.told(events);
      done?.({ changes, events, frames: [], expel: [], seq: 0 });
    },
  };
  /** Writes that wait: before they are stored, or with their answer. */
  const waiting: (() => void)[] = [];
  let held: "store" | "answer" | null = null;
  const store: Pick<Store, "read" | "commit"> = {
    read: async (call) => database.call(call),
    commit(write, done) {
      if (held === "store") return void waiting.push(() => done(database.call(write)));
      const result = database.call(write);
      if (held === "answer") waiting.push(() => done(result));
      else done(result);
    },
  };
  const log = createLog({ level: "error" }, { write() {} });
  const perform = createPerform({ store, eventLog, log });
  let ids = 0;
  const context = () => ({
    state,
    config,
    user: nora,
    channel,
    thread: null,
    room,
    now: clock.now(),
    elapsed: clock.elapsed(),
    nonceTime: clock.now(),
    slowMode: createSlowMode(),
    timeoutLeft: () => 0,
    newId: () => `id${++ids}`,
  });
  const planned = createPlanned({ state, store, perform, posting: context, now: clock.now });
  return {
    state,
    tick: planned.tick,
    remind(text: string, seconds: number) {
      const given = { text, remindAt: clock.now() / 1000 + seconds, place: null, message: null };
      perform({ name: "test", decide: () => makeReminder(context(), given) });
    },
    schedule(content: string, seconds: number) {
      const given = { content, replyTo: null, sendAt: clock.now() / 1000 + seconds };
      perform({ name: "test", decide: () => scheduleMessage(context(), given) });
    },
    /** The packets since the last call. */
    news: () => packets.splice(0),
    /** Texts of the reminders that were due since the last call. */
    due: () =>
      (packets.splice(0) as { cmd: string; reminder?: { text: string } }[]).flatMap(({ cmd, reminder }) =>
        cmd === "reminder_due" && reminder ? reminder.text : [],
      ),
    hold(what: typeof held) {
      held = what;
    },
    release() {
      held = null;
      for (const go of waiting.splice(0)) go();
    },
  };
}

test("a reminder made after the clock was set back is sent at its time", async () => {
  const { tick, remind, due } = house();
  clock.set(start + 86_400_000);
  remind("tomorrow", 10);
  clock.pass(11_000);
  await tick();
  expect(due()).toEqual(["tomorrow"]);
  clock.set(start);
  remind("today", 10);
  await tick();
  expect(due()).toEqual([]);
  clock.pass(11_000);
  await tick();
  expect(due()).toEqual(["today"]);
  clock.set(start + 86_411_000);
  await tick();
  expect(due()).toEqual(["tomorrow"]);
});

test("a reminder that is stored after later ones were sent is sent too, once", async () => {
  const { tick, remind, due, hold, release } = house();
  hold("store");
  remind("slow", 10);
  hold(null);
  remind("quick", 20);
  clock.pass(21_000);
  await tick();
  expect(due()).toEqual(["quick"]);
  release();
  await tick();
  expect(due()).toEqual(["slow"]);
  await tick();
  expect(due()).toEqual([]);
});

test("a reminder that is read before its event came is sent once", async () => {
  const { tick, remind, due, hold, release } = house();
  hold("answer");
  remind("quick", 10);
  hold(null);
  clock.pass(11_000);
  await tick();
  expect(due()).toEqual(["quick"]);
  release();
  await tick();
  expect(due()).toEqual([]);
});

test("a scheduled message that is stored after its time is posted", async () => {
  const { tick, schedule, news, hold, release } = house();
  hold("store");
  schedule("slow", 10);
  clock.pass(20_000);
  hold(null);
  await tick();
  release();
  await tick();
  expect(news()).toContainEqual(
    expect.objectContaining({ cmd: "message_new", message: expect.objectContaining({ content: "slow" }) }),
  );
});

test("the author is told when the channel goes while their message is posted", async () => {
  const { state, tick, schedule, news, hold, release } = house();
  schedule("last words", 10);
  clock.pass(11_000);
  hold("answer");
  const ticked = tick();
  await Bun.sleep(0);
  state.apply({ type: "channels", channels: [] });
  release();
  await ticked;
  expect(news()).toMatchObject([{ cmd: "scheduled_add" }, { cmd: "scheduled_remove", message_id: null }]);
});
