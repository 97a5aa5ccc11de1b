/** Breaks, restarts and gaps in the middle of anything that members do: a client that resumes misses nothing. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { differences, type Event, type Followed, fetch, follow } from "../client/index.ts";
import { type Line, openLine } from "./support/line.ts";
import { type Member, openTown, type Town } from "./support/town.ts";
import { timeLimit, tries } from "./support/tries.ts";

let town: Town;

const action = fc.oneof(
  { weight: 6, arbitrary: fc.constant("say" as const) },
  { weight: 2, arbitrary: fc.constant("edit" as const) },
  { weight: 2, arbitrary: fc.constant("unsay" as const) },
  { weight: 3, arbitrary: fc.constant("say myself" as const) },
  { weight: 2, arbitrary: fc.constant("status" as const) },
  { weight: 1, arbitrary: fc.constant("my status" as const) },
  { weight: 1, arbitrary: fc.constant("guest comes" as const) },
  { weight: 1, arbitrary: fc.constant("guest goes" as const) },
  { weight: 1, arbitrary: fc.constant("give me a role" as const) },
  { weight: 1, arbitrary: fc.constant("take my role" as const) },
  { weight: 1, arbitrary: fc.constant("give another a role" as const) },
  { weight: 1, arbitrary: fc.constant("recolour" as const) },
  { weight: 1, arbitrary: fc.constant("new channel" as const) },
  { weight: 1, arbitrary: fc.constant("channel goes" as const) },
  { weight: 1, arbitrary: fc.constant("channel renamed" as const) },
  { weight: 6, arbitrary: fc.constant("cut" as const) },
  { weight: 3, arbitrary: fc.constant("wait until back" as const) },
  { weight: 3, arbitrary: fc.constant("wait for others" as const) },
);
const restart = fc.constant("restart" as const);
type Action = (typeof action extends fc.Arbitrary<infer Value> ? Value : never) | "restart";

/** One stretch of numbered events that a client was handed, without a break that it was told of. */
interface Stretch {
  readonly epoch: string;
  readonly from: number;
  readonly seqs: number[];
}

/**
 * Mira's line breaks; she has a second connection, to the same server, whose line is good: what that one hears is
 * the truth for the other.
 */
async function play(kept: number, actions: readonly Action[]): Promise<void> {
  let now = Date.now();
  // With a clock that leaps, pushed lists never wait for their second.
  town = await openTown({ now: () => (now += 1000), config: { resume: { events: kept } } });
  const line = await openLine(town.server.ws);
  try {
    await playOn(line, actions);
  } finally {
    line.close();
    await town.close();
  }
}

async function playOn(line: Line, actions: readonly Action[]): Promise<void> {
  /** What the good connection was handed, by epoch; and the other one, between the breaks that it was told of. */
  const truth = new Map<string, Stretch>();
  const stretches: Stretch[] = [];
  /** Numbers of events that came as answers to own requests. */
  const answered = new Set<number>();
  const messages: { channel: string; id: string }[] = [];
  const channels = ["general", "kitchen"];
  let underWay: Promise<unknown>[] = [];
  let count = 0;
  let back = Promise.withResolvers<void>();
  let connected = true;

  const [olga, paul] = await town.people("olga", "paul");
  let people: { olga: Member; paul: Member; guest: Member | null } = { olga, paul, guest: null };
  await olga.request("role_create", { name: "cook" });
  await olga.request("role_create", { name: "fool" });
  const lists = { view: ["cook"], send: ["cook", "user"] };
  await olga.request("channel_create", { name: "kitchen", type: "text", permissions: lists });
  let good = await witness();
  const mira = await town.join("mira", { address: line.address, reconnect: [1], requestTimeout: 4000 });
  stretches.push({ ...mira.position, from: mira.position.seq, seqs: [] });
  mira.on("event", (event) => {
    if (!isNumbered(event)) return;
    stretches.at(-1)?.seqs.push(event.seq ?? 0);
    if ("listener" in event) answered.add(event.seq ?? 0);
  });
  mira.on("reset", ({ epoch, seq }) => stretches.push({ epoch, from: seq, seqs: [] }));
  mira.on("lost", () => {
    // Also attempts to come back are lost.
    if (connected) back = Promise.withResolvers();
    connected = false;
  });
  mira.on("closed", (ending) => {
    // Only code that still waits for her needs to know.
    back.promise.catch(() => {});
    back.reject(new Error(`stays away: ${JSON.stringify(ending)}`));
  });
  mira.on("ready", () => {
    connected = true;
    back.resolve();
  });
  const followed = await follow(mira);
  for (const one of actions) await act(one);
  await check();
  followed.stop();

  async function witness(): Promise<Member> {
    const member = await town.join("mira", { requestTimeout: 4000 });
    const { epoch, seq } = member.position;
    const stretch: Stretch = { epoch, from: seq, seqs: [] };
    truth.set(epoch, stretch);
    member.on("event", (event) => {
      if (isNumbered(event)) stretch.seqs.push(event.seq ?? 0);
    });
    return member;
  }

  function later(task: Promise<unknown>): void {
    underWay.push(task.catch(() => null));
  }

  async function settle(): Promise<void> {
    await Promise.all(underWay);
    underWay = [];
  }

  async function act(one: Action): Promise<void> {
    const { olga, paul } = people;
    const some = <Value>(values: readonly Value[]) => values[count % Math.max(1, values.length)];
    const channel = some(channels) ?? "general";
    const content = `${count++}`;
    const message = some(messages);
    switch (one) {
      case "say":
        later(
          olga
            .request("message_new", { channel, content })
            .then(({ message }) => messages.push({ channel, id: message.id })),
        );
        break;
      case "edit":
        if (message) later(olga.request("message_edit", { ...message, content }));
        break;
      case "unsay":
        if (message) later(olga.request("message_delete", message));
        break;
      case "say myself":
        later(mira.request("message_new", { channel, content, nonce: content }));
        break;
      case "status":
        later(
          paul.request("status_set", {
            status: some(["online", "idle", "invisible"] as const) ?? "dnd",
            text: content,
          }),
        );
        break;
      case "my status":
        later(
          mira.request("status_set", { status: some(["online", "idle", "invisible"] as const) ?? "dnd" }),
        );
        break;
      case "guest comes":
        await settle();
        people.guest ??= await town.join("guest");
        break;
      case "guest goes":
        people.guest?.close();
        people.guest = null;
        break;
      case "give me a role":
        later(olga.request("user_roles_set", { user: "mira", roles: ["cook", "user"] }));
        break;
      case "take my role":
        later(olga.request("user_roles_set", { user: "mira", roles: ["user"] }));
        break;
      case "give another a role":
        later(
          olga.request("user_roles_set", { user: "paul", roles: some([["fool", "user"], ["user"]]) ?? [] }),
        );
        break;
      case "recolour":
        later(
          olga.request("role_update", { name: "fool", color: some(["#111111", "#222222", null]) ?? null }),
        );
        break;
      case "new channel": {
        const name = `channel-${content}`;
        const lists = { view: ["user"], send: ["user"] };
        later(olga.request("channel_create", { name, type: "text", permissions: lists }));
        channels.push(name);
        break;
      }
      case "channel goes":
        later(olga.request("channel_delete", { name: channel }));
        break;
      case "channel renamed": {
        const name = `channel-${content}`;
        later(olga.request("channel_update", { current_name: channel, updates: { name } }));
        channels.push(name);
        break;
      }
      case "cut":
        line.cut();
        break;
      case "wait until back":
        if (!connected) await back.promise;
        break;
      case "wait for others":
        await settle();
        break;
      case "restart":
        await settle();
        await town.restart();
        line.leadTo(town.server.ws);
        good = await witness();
        people = { olga: await town.join("olga"), paul: await town.join("paul"), guest: null };
        break;
    }
  }

  async function check(): Promise<void> {
    await settle();
    // A cut may not have been noticed yet: an answer proves that the line is good.
    while (!(await isBack(mira))) await back.promise;
    await good.request("ping");
    for (const [index, { epoch, from, seqs }] of stretches.entries()) {
      const received = truth.get(epoch);
      if (!received) throw new Error("nobody listened");
      // What came before the good connection, or in the moment in which a server stopped, has no witness.
      const first = Math.max(from, received.from);
      const ended = index < stretches.length - 1;
      const last = ended ? Math.min(seqs.at(-1) ?? 0, received.seqs.at(-1) ?? 0) : Number.POSITIVE_INFINITY;
      const witnessed = (seq: number) => seq > first && seq <= last;
      // An answer also comes when the channel went out of sight while the request was under way.
      const shared = (seq: number) => witnessed(seq) && (!answered.has(seq) || received.seqs.includes(seq));
      expect(seqs.filter(shared)).toEqual(received.seqs.filter(witnessed));
    }
    await fetched(followed, mira);
    expect(differences(followed.model, await fetch(mira))).toEqual([]);
  }
}

/** The own status comes as an answer, which has no number, to the connection that set it. */
function isNumbered(event: Event): boolean {
  return typeof event.seq === "number" && !(event.cmd === "status_get" && event.username === "mira");
}

async function isBack(mira: Member): Promise<boolean> {
  try {
    await mira.request("ping");
    return true;
  } catch {
    // The client notices in a later turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    return false;
  }
}

/** After a reset the state is fetched anew, and lists are pushed a moment later. */
async function fetched(followed: Followed, mira: Member): Promise<void> {
  for (let round = 0; round < 50; round++) {
    if (differences(followed.model, await fetch(mira)).length === 0) return;
    await Bun.sleep(20);
  }
}

test(
  "whenever the line breaks, a client has everything, once and in order, or knows that it has not",
  () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 3, max: 60 }),
        fc.array(fc.oneof({ weight: 40, arbitrary: action }, { weight: 1, arbitrary: restart }), {
          minLength: 10,
          maxLength: 60,
        }),
        play,
      ),
      tries(15),
    ),
  timeLimit(60_000, 15),
);
