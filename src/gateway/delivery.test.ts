/** Audiences, and pushed lists of channels. Through the server: tests/live-access.test.ts, tests/resume.test.ts. */
import { expect, test } from "bun:test";
import { createFakeClock } from "../../tests/support/fake-clock.ts";
import { fakeConnection } from "../../tests/support/fake-connection.ts";
import type { Appended, EventLog } from "../bus/event-log.ts";
import type { Frame } from "../bus/frame.ts";
import { blankRole } from "../chat/blank-role.ts";
import type { Audience } from "../chat/emission.ts";
import { firstChannel } from "../chat/first-content.ts";
import type { Channel, User } from "../chat/model.ts";
import { type Change, createState } from "../chat/state.ts";
import { formOf } from "../protocol/profiles.ts";
import type { Connection } from "./connection.ts";
import { createDelivery } from "./delivery.ts";
import type { Outbox } from "./outbox.ts";

const roles = ["cook", "user"].map((name, position) => blankRole(name, name, position));
const everybody = firstChannel(
  createState({ users: [], former: [], roles, channels: [], threads: [] }).roles,
);

/** A channel for all, or for holders of one role. */
function channel(id: number, role?: string): Channel {
  const { permissions } = everybody;
  const view = roles.filter(({ id }) => id === (role ?? id)).map(({ id }) => ({ role: id, blocks: false }));
  return {
    ...everybody,
    id,
    name: `c${id}`,
    permissions: { ...permissions, lists: { ...permissions.lists, view } },
  };
}

function member(id: string, ...held: readonly string[]): User {
  return {
    id,
    username: id,
    nickname: null,
    roles: held,
    pfp: null,
    createdAt: 1,
    extra: {},
    status: { status: "online", text: "" },
    bannedAt: null,
    timeoutUntil: null,
  };
}

const frame = (to: Audience, given: Partial<Frame> = {}): Frame => ({
  seq: 1,
  to,
  droppable: false,
  deferrable: false,
  except: null,
  about: [],
  form: null,
  packet: { cmd: "news" },
  text: null,
  otherText: null,
  ...given,
});

const nothing: Appended = { changes: [], events: [], frames: [], expel: [], seq: 0 };

/** Nora is a cook, mira is not; channel 1 is for all, 2 for cooks. */
function house() {
  const state = createState({
    users: [member("nora", "cook"), member("mira", "user")],
    former: [],
    roles,
    channels: [channel(1), channel(2, "cook")].map((one) => ({ channel: one, tail: null })),
    threads: [],
  });
  const clock = createFakeClock();
  let received: (readonly [string, string])[] = [];
  const tooSlow: string[] = [];
  const outbox: Pick<Outbox, "add" | "closeAsTooSlow"> = {
    closeAsTooSlow: ({ id }) => void tooSlow.push(id),
    add({ id }, text, importance = "kept") {
      const { cmd, val } = JSON.parse(text);
      const names = val?.map(({ name }: { name: string }) => name).join(" ");
      const isNews = cmd === "news";
      received.push([id, isNews ? importance : (names ?? cmd)]);
    },
  };
  let seq = 0;
  let since: EventLog["since"] = () => [];
  const delivery = createDelivery({
    state,
    outbox: outbox as Outbox,
    clock,
    eventLog: {
      get seq() {
        return seq;
      },
      since: (after, most) => since(after, most),
    },
    presenceOf: (user) => JSON.stringify({ cmd: `online for ${user}` }),
    withoutHistory: () => new Set(),
  });
  return {
    ...delivery,
    clock,
    /** Whose connections were closed as too slow. */
    tooSlow,
    join(id: string, user: string): Connection {
      const connection = fakeConnection(id);
      delivery.join(connection, user, seq);
      return connection;
    },
    /** What the log has, by the number asked for. */
    keep(kept: EventLog["since"]) {
      since = kept;
    },
    change(...changes: readonly Change[]) {
      seq++;
      delivery.receive({ ...nothing, changes, seq });
    },
    tell: (...frames: readonly Frame[]) => delivery.receive({ ...nothing, frames, seq }),
    /** Since the last call: pairs of a user and what they received: the channels' names, else the importance. */
    received() {
      const all = received;
      received = [];
      return all;
    },
  };
}

test("a list of channels comes at once, and then at most one a second, the last one with everything", () => {
  const { join, change, received, clock } = house();
  join("m", "mira");
  const listed = [channel(1), channel(2, "cook")];
  for (const id of [3, 4, 5]) {
    listed.push(channel(id));
    change({ type: "channels", channels: [...listed] });
  }
  expect(received()).toEqual([["m", "c1 c3"]]);
  clock.pass(999);
  expect(received()).toEqual([]);
  clock.pass(1);
  expect(received()).toEqual([["m", "c1 c3 c4 c5"]]);
  clock.pass(400);
  change({ type: "channels", channels: [channel(1)] });
  clock.pass(599);
  expect(received()).toEqual([]);
  clock.pass(1);
  expect(received()).toEqual([["m", "c1"]]);
  clock.pass(1000);
  change({ type: "channels", channels: [channel(1), channel(6)] });
  expect(received()).toEqual([["m", "c1 c6"]]);
  expect(clock.due()).toEqual([]);
});

test("each connection waits for its own second, and only if its list changed", () => {
  const { join, change, received, clock } = house();
  join("n", "nora");
  join("m", "mira");
  // Mira sees what she saw.
  change({ type: "channels", channels: [channel(1), channel(2, "cook"), channel(3, "cook")] });
  expect(received()).toEqual([["n", "c1 c2 c3"]]);
  clock.pass(300);
  change({ type: "users", users: [member("mira", "cook")] });
  expect(received()).toEqual([["m", "c1 c2 c3"]]);
  clock.pass(100);
  change({ type: "channels", channels: [channel(1), channel(4)] });
  clock.pass(599);
  expect(received()).toEqual([]);
  clock.pass(1);
  expect(received()).toEqual([["n", "c1 c4"]]);
  clock.pass(299);
  expect(received()).toEqual([]);
  clock.pass(1);
  expect(received()).toEqual([["m", "c1 c4"]]);
});

test("a member whose list is due doesn't wait for others", () => {
  const { join, change, pushChannels, received, clock } = house();
  join("n", "nora");
  const m = join("m", "mira");
  const second = [channel(1), channel(2, "cook")];
  change({ type: "channels", channels: [...second, channel(3, "cook")] });
  clock.pass(300);
  change({ type: "channels", channels: [...second, channel(4, "cook")] });
  expect(received()).toEqual([["n", "c1 c2 c3"]]);
  pushChannels(m);
  expect(received()).toEqual([["m", "c1"]]);
  clock.pass(700);
  expect(received()).toEqual([["n", "c1 c2 c4"]]);
  // Now nora's next list is due in a second, and mira's in 300 ms.
  change({ type: "channels", channels: [channel(1), channel(5, "cook")] });
  pushChannels(m);
  clock.pass(300);
  expect(received()).toEqual([["m", "c1"]]);
  clock.pass(700);
  expect(received()).toEqual([["n", "c1 c5"]]);
  expect(clock.due()).toEqual([]);
});

test("a clock that is set back makes a list wait no longer than a second", () => {
  const { join, change, received, clock } = house();
  join("m", "mira");
  change({ type: "channels", channels: [channel(1), channel(3)] });
  clock.set(clock.now() - 3_600_000);
  change({ type: "channels", channels: [channel(1), channel(4)] });
  expect(received()).toEqual([["m", "c1 c3"]]);
  clock.pass(1000);
  expect(received()).toEqual([["m", "c1 c4"]]);
  // Also while one waits.
  change({ type: "channels", channels: [channel(1), channel(5)] });
  clock.set(clock.now() - 3_600_000);
  change({ type: "channels", channels: [channel(1), channel(6)] });
  clock.pass(1000);
  expect(received()).toEqual([["m", "c1 c6"]]);
});

test("a connection that ends while a list waits for it gets none", () => {
  const { join, change, leave, received, clock } = house();
  const connection = join("m", "mira");
  change({ type: "channels", channels: [channel(1), channel(3)] });
  change({ type: "channels", channels: [channel(1)] });
  received();
  leave(connection);
  clock.pass(2000);
  expect(received()).toEqual([]);
});

test("an event reaches its audience, as it is after the changes that come with it", () => {
  const { join, tell, receive, received } = house();
  const opened = join("n", "nora");
  join("n2", "nora");
  join("m", "mira");
  const reached = (to: Audience) => {
    tell(frame(to));
    return received().map(([id]) => id);
  };
  expect(reached({ kind: "everyone" })).toEqual(["n", "n2", "m"]);
  expect(reached({ kind: "others", than: "nora" })).toEqual(["m"]);
  expect(reached({ kind: "user", user: "nora" })).toEqual(["n", "n2"]);
  expect(reached({ kind: "users", users: ["mira", "zoe"] })).toEqual(["m"]);
  expect(reached({ kind: "viewers", channel: 2 })).toEqual(["n", "n2"]);
  opened.openedRoom = 1;
  opened.openedEmpty = true;
  expect(reached({ kind: "opened_empty", channel: 1, room: 1 })).toEqual(["n"]);
  expect(reached({ kind: "showing", channel: 1, room: 1 })).toEqual(["n"]);
  receive({
    ...nothing,
    changes: [{ type: "channels", channels: [channel(1, "cook"), channel(2)] }],
    frames: (["viewers", "kept_viewers", "lost_viewers"] as const).flatMap((kind) => [
      frame({ kind, channel: 1 }, { droppable: true, seq: kind === "viewers" ? null : 1 }),
      frame({ kind, channel: 2 }),
      frame({ kind, channel: 9 }),
    ]),
  });
  expect(received().filter(([, what]) => !what.startsWith("c"))).toEqual([
    ...[
      ["n", "passing"],
      ["n2", "passing"],
      ["n", "kept"],
      ["n2", "kept"],
      ["m", "kept"],
    ],
    ...[
      ["n", "presence"],
      ["n2", "presence"],
      ["n", "kept"],
      ["n2", "kept"],
    ],
    ...[["m", "presence"]],
  ] as [string, string][]);
});

test("of one event each connection gets the form that it knows", () => {
  const { join, tell, received } = house();
  join("n", "nora");
  const newer = join("n2", "nora");
  const lister = join("m", "mira");
  newer.newerReactions = true;
  lister.listsThreads = 1;
  const told = (cmd: string, to: Audience) => {
    tell(frame(to, { form: formOf(cmd), packet: { cmd } }));
    return received();
  };
  expect(told("message_react_add", { kind: "viewers", channel: 1 })).toEqual([
    ...([
      ["n", "message_react_add"],
      ["n2", "reaction_add"],
      ["m", "message_react_add"],
    ] as const),
  ]);
  expect(told("thread_create", { kind: "viewers", channel: 1 })).toEqual([
    ...([
      ["n", "thread_create"],
      ["n2", "thread_create"],
      ["m", "thread_new"],
    ] as const),
  ]);
  // Of another forum.
  expect(told("thread_create", { kind: "viewers", channel: 3 })).toEqual([]);
  lister.listsThreads = 3;
  expect(told("thread_create", { kind: "viewers", channel: 1 }).at(-1)).toEqual(["m", "thread_create"]);
});

test("whose reply it is gets no second copy", () => {
  const { join, tell, received } = house();
  const asking = join("n", "nora");
  asking.slots = [];
  join("m", "mira");
  tell(frame({ kind: "everyone" }, { except: "n" }));
  expect(received().map(([id]) => id)).toEqual(["m"]);
});

test("a replayed event reaches the connections that it would have reached live", () => {
  const { join, receives } = house();
  const [nora, mira] = [join("n", "nora"), join("m", "mira")];
  const nothing = { openedRoom: null, openedEmpty: false };
  const asked = { openedRoom: 2, openedEmpty: true };
  const received = (to: Audience) =>
    [receives(nora, to, nothing), receives(nora, to, asked), receives(mira, to, asked)].map(Number).join("");
  expect(received({ kind: "everyone" })).toBe("111");
  expect(received({ kind: "others", than: "nora" })).toBe("001");
  expect(received({ kind: "user", user: "nora" })).toBe("110");
  expect(received({ kind: "users", users: ["mira", "zoe"] })).toBe("001");
  expect(received({ kind: "viewers", channel: 2 })).toBe("110");
  expect(received({ kind: "kept_viewers", channel: 2 })).toBe("110");
  expect(received({ kind: "lost_viewers", channel: 2 })).toBe("000");
  expect(received({ kind: "opened_empty", channel: 2, room: 2 })).toBe("010");
  expect(received({ kind: "showing", channel: 2, room: 2 })).toBe("010");
});

test("what one may view is known to have changed since a number", () => {
  const { join, change, viewsUnchanged } = house();
  join("m", "mira");
  const unchanged = (user: string) => [0, 1, 2].map((seq) => viewsUnchanged(user, seq));
  expect(unchanged("mira")).toEqual([true, true, true]);
  change({ type: "users", users: [member("mira", "cook")] });
  expect([unchanged("mira"), unchanged("nora")]).toEqual([
    [false, true, true],
    [true, true, true],
  ]);
  change({ type: "channels", channels: [channel(1), channel(2, "cook"), channel(3)] });
  expect([unchanged("mira"), unchanged("nora")]).toEqual([
    [false, false, true],
    [false, false, true],
  ]);
});

test("during a replay, numbered events come through the replay while the log has them", () => {
  const { join, tell, keep, received, tooSlow } = house();
  const connection = join("n", "nora");
  connection.slots = [];
  connection.replay = { at: 3, liveAfter: 4, sent: 0, done() {} };
  keep((seq) => (seq < 3 ? null : []));
  tell(frame({ kind: "everyone" }), frame({ kind: "everyone" }, { seq: null, droppable: true }));
  expect([received(), tooSlow]).toEqual([[["n", "passing"]], []]);
  keep((seq) => (seq < 4 ? null : []));
  tell(frame({ kind: "everyone" }));
  expect([received(), tooSlow]).toEqual([[], ["n"]]);
});

test("a connection lacks presence events until an event follows the list that replaces them", () => {
  const { join, leave, change, pushPresence, lacksPresence, received } = house();
  const connection = join("n", "nora");
  const lacking = () => [0, 1, 2, 3, 4, 5].filter((seq) => lacksPresence("nora", seq));
  change();
  expect(lacking()).toEqual([]);
  connection.missedPresence = true;
  // While nothing makes up for it, wherever the client stands.
  expect(lacking()).toEqual([0, 1, 2, 3, 4, 5]);
  change();
  leave(connection);
  expect(lacking()).toEqual([0, 1, 2]);
  change();
  const next = join("n2", "nora");
  pushPresence(next);
  expect(received()).toEqual([["n2", "online for nora"]]);
  expect(lacking()).toEqual([0, 1, 2, 3]);
  leave(next);
  expect(lacking()).toEqual([0, 1, 2, 3]);
  expect(lacksPresence("mira", 0)).toBe(false);
});
