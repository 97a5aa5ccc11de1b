/** After a broken connection: everything that was missed, once and in order, or the plain word that it is not known. */
import { afterEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { differences, type Event, type Followed, fetch, follow } from "../client/index.ts";
import { type Line, openLine } from "./support/line.ts";
import { connectRaw, type Packet, type RawPeer } from "./support/raw-socket.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, type Town } from "./support/town.ts";
import { timeLimit, tries } from "./support/tries.ts";

interface Session {
  readonly epoch: string;
  readonly seq: number;
}

let town: Town;

describe("resume", () => {
  afterEach(() => town.close());

  /** Olga the owner and paul, both with clients; mira's connections are bare ones. */
  async function cast(options: TestServerOptions = {}) {
    town = await openTown(options);
    const [olga, paul] = await town.people("olga", "paul");
    await olga.request("role_create", { name: "cook" });
    await olga.request("channel_create", {
      name: "kitchen",
      type: "text",
      permissions: { view: ["cook"], send: ["cook"] },
    });
    const account = town.rotur.account("mira");
    const come = async () => {
      const peer = await connectRaw(town.server.url);
      const { val } = (await peer.packet("handshake")) as unknown as { val: { validator_key: string } };
      peer.send({ cmd: "auth", validator: account.validatorFor(val.validator_key) });
      const { session } = (await peer.packet("ready")) as unknown as { session: Session };
      return { peer, session };
    };
    const first = await come();
    const { seq } = await position(first.peer);
    const gone = { epoch: first.session.epoch, seq };
    first.peer.destroy();
    await olga.next("user_disconnect");
    return { olga, paul, come, gone };
  }

  /** Up to where everything has arrived. */
  async function position(peer: RawPeer): Promise<{ seq: number }> {
    peer.send({ cmd: "ping" });
    const seqs = (await peer.until("pong")).flatMap(({ seq }) => (typeof seq === "number" ? [seq] : []));
    return { seq: Math.max(0, ...seqs) };
  }

  /** What the server sends for `resume`: the events, and the answer. */
  async function resume(peer: RawPeer, session: object) {
    // Own presence, which is no part of what was missed.
    peer.send({ cmd: "ping" });
    await peer.until("pong");
    peer.send({ cmd: "resume", ...session, listener: "resume" });
    const packets = await peer.until("resume");
    const answer = packets.pop() ?? { cmd: "" };
    return {
      answer,
      events: packets.filter(({ cmd }) => cmd !== "channels_get"),
      pushed: packets.filter(({ cmd }) => cmd === "channels_get"),
    };
  }

  const say = (by: Member, content: string, channel = "general") =>
    by.request("message_new", { channel, content });
  const seqs = (events: readonly Packet[]) => events.map(({ seq }) => Number(seq));

  test("brings what was missed, once, in order, as it was sent; and the list of channels", async () => {
    const { olga, paul, come, gone } = await cast();
    const heard: string[] = [];
    olga.received((text) => heard.push(text));
    const { message } = await say(paul, "one");
    await paul.request("message_edit", { channel: "general", id: message.id, content: "two" });
    await say(olga, "secret", "kitchen");
    await paul.request("typing", { channel: "general" });
    await paul.request("status_set", { status: "idle" });
    await paul.request("message_delete", { channel: "general", id: message.id });
    await olga.request("user_timeout", { user: "mira", timeout: 5 });
    const before = heard.filter((text) => text.includes('"seq"') && !text.includes("kitchen"));

    const { peer } = await come();
    const { answer, events, pushed } = await resume(peer, gone);
    const missed = events.slice(0, 4);
    expect(missed.map(({ cmd }) => cmd)).toEqual([
      "message_new",
      "message_edit",
      "status_get",
      "message_delete",
    ]);
    // The message is gone since, and so is what it said.
    const sent = before.map((text) => JSON.parse(text));
    for (const packet of sent.slice(0, 2)) {
      packet.message.content = "";
      if (packet.cmd === "message_edit") packet.content = "";
    }
    expect(missed as object[]).toEqual(sent);
    // Behind them comes what he heard already, since his own coming.
    expect(events.slice(4).map(({ cmd }) => cmd)).toEqual(["user_connect"]);
    expect(answer).toEqual({
      cmd: "resume",
      recovered: true,
      seq: events.at(-1)?.["seq"],
      events: 5,
      listener: "resume",
    });
    expect(seqs(events)).toEqual(seqs(events).toSorted((a, b) => a - b));
    expect(pushed).toHaveLength(1);
    expect(pushed[0]).toMatchObject({ val: [{ name: "general" }] });
  });

  test("brings nothing from before the own first login, to whom a number from then is no position", async () => {
    const { olga, gone } = await cast();
    await say(olga, "before anybody else came");
    const come = async (username: string, cmd: "register" | "login") => {
      const peer = await connectRaw(town.server.url);
      await peer.packet("handshake");
      peer.send({ cmd, username, password: "password" });
      const { session } = (await peer.packet("ready")) as unknown as { session: Session };
      return { peer, session };
    };
    const first = await come("newcomer", "register");
    for (const seq of [0, gone.seq, first.session.seq - 1]) {
      expect(await resume(first.peer, { ...gone, seq })).toMatchObject({
        answer: { recovered: false, events: 0 },
        events: [],
        pushed: [],
      });
    }
    expect(await resume(first.peer, first.session)).toMatchObject({ answer: { recovered: true } });
    // Later connections of the same user have the position of the first one.
    const second = await come("newcomer", "login");
    expect(await resume(second.peer, first.session)).toMatchObject({ answer: { recovered: true } });
    expect(await resume(second.peer, { ...first.session, seq: first.session.seq - 1 })).toMatchObject({
      answer: { recovered: false },
    });
    // Somebody who left and came back is new.
    second.peer.send({ cmd: "user_leave" });
    await second.peer.ended;
    const third = await come("newcomer", "register");
    expect(await resume(third.peer, first.session)).toMatchObject({
      answer: { recovered: false },
      events: [],
    });
  });

  test("honours read_message_history: nothing is recovered when something was posted where that is missing", async () => {
    const { olga, come } = await cast({ config: { permissions: { enforce_member_permissions: true } } });
    const permissions = ["send_messages", "read_message_history"] as const;
    await olga.request("role_permissions_set", { name: "user", permissions: ["send_messages"] });
    const { peer, session } = await come();
    const here = { epoch: session.epoch, seq: Math.max(session.seq, (await position(peer)).seq) };
    peer.destroy();
    await olga.next("user_disconnect");
    await olga.request("status_set", { status: "idle" });
    const second = await come();
    expect(await resume(second.peer, here)).toMatchObject({ answer: { recovered: true } });
    second.peer.destroy();
    await olga.next("user_disconnect");
    await say(olga, "secret", "kitchen");
    const third = await come();
    expect(await resume(third.peer, here)).toMatchObject({ answer: { recovered: true } });
    third.peer.destroy();
    await olga.next("user_disconnect");
    await say(olga, "while she was away");
    const fourth = await come();
    expect(await resume(fourth.peer, here)).toMatchObject({ answer: { recovered: false }, events: [] });
    await olga.request("role_permissions_set", { name: "user", permissions: [...permissions] });
    const now = { epoch: session.epoch, seq: (await position(fourth.peer)).seq };
    await say(olga, "for all");
    const fifth = await come();
    const { answer, events } = await resume(fifth.peer, now);
    expect(answer).toMatchObject({ recovered: true });
    expect(events.find(({ cmd }) => cmd === "message_new")).toMatchObject({
      message: { content: "for all" },
    });
  });

  test("of an edited message brings what it says now, of a poll or thread that is gone no text at all", async () => {
    const { olga, come, gone } = await cast();
    const { message } = await say(olga, "the first secret");
    await olga.request("message_edit", { channel: "general", id: message.id, content: "the second secret" });
    await olga.request("message_edit", { channel: "general", id: message.id, content: "what it says now" });
    const poll = await olga.request("poll_create", {
      channel: "general",
      question: "which secret?",
      options: ["this secret", "that secret"],
    });
    await olga.request("poll_vote", { poll_id: poll.poll_id, option_ids: ["0"] });
    await olga.request("poll_end", { poll_id: poll.poll_id });
    await olga.request("message_delete", { channel: "general", id: poll.message_id });
    const { peer } = await come();
    const { answer, events } = await resume(peer, gone);
    expect(answer).toMatchObject({ recovered: true });
    expect(JSON.stringify(events)).not.toContain("secret");
    expect(events.map(({ cmd }) => cmd)).toEqual([
      "message_new",
      "message_edit",
      "message_edit",
      "message_new",
      "poll_vote_update",
      "poll_end",
      "message_delete",
      "user_connect",
    ]);
    expect(events[2]).toMatchObject({
      content: "what it says now",
      message: { content: "what it says now" },
    });
    peer.destroy();

    await olga.request("channel_create", { name: "help", type: "forum", permissions: { view: ["user"] } });
    const later = await come();
    const before = { epoch: gone.epoch, seq: Math.max(later.session.seq, (await position(later.peer)).seq) };
    const { thread } = await olga.request("thread_create", {
      channel: "help",
      name: "t",
      content: "a secret",
    });
    await olga.request("message_new", { channel: "help", thread_id: thread.id, content: "another secret" });
    await olga.request("thread_delete", { thread_id: thread.id });
    const back = await come();
    const replayed = await resume(back.peer, before);
    expect(replayed.answer).toMatchObject({ recovered: true });
    expect(replayed.events.map(({ cmd }) => cmd)).toContain("message_new");
    expect(JSON.stringify(replayed.events)).not.toContain("secret");
  });

  test("of nothing missed brings nothing, and says so", async () => {
    const { come } = await cast();
    const { peer, session } = await come();
    const here = { epoch: session.epoch, ...(await position(peer)) };
    expect(await resume(peer, here)).toMatchObject({
      answer: { recovered: true, events: 0, seq: here.seq },
      events: [],
    });
    // Again is no harm; and what was sent once may be asked for again.
    const again = await resume(peer, session);
    expect(again.events.map(({ cmd }) => cmd)).toEqual(["user_connect"]);
  });

  test("of another epoch, as after a restart, or of the future recovers nothing and sends nothing", async () => {
    const { come, gone, olga } = await cast();
    await say(olga, "one");
    const { peer } = await come();
    for (const wrong of [
      { ...gone, epoch: "another" },
      { ...gone, epoch: "" },
      { ...gone, seq: gone.seq + 1000 },
      { ...gone, seq: Number.MAX_SAFE_INTEGER },
    ]) {
      expect(await resume(peer, wrong)).toMatchObject({
        answer: { recovered: false, events: 0 },
        events: [],
        pushed: [],
      });
    }
    await town.restart();
    const later = await come();
    expect(later.session.epoch).not.toBe(gone.epoch);
    expect(await resume(later.peer, gone)).toMatchObject({
      answer: { recovered: false, events: 0 },
      events: [],
      pushed: [],
    });
  });

  test("with fields that are none is refused, and nobody resumes before the login", async () => {
    const { come, gone } = await cast();
    const { peer } = await come();
    await position(peer);
    for (const odd of [
      { seq: -1 },
      { seq: 1.5 },
      { seq: "1" },
      { seq: null },
      { epoch: 5 },
      { epoch: undefined },
    ]) {
      peer.send({ cmd: "resume", ...gone, ...odd });
      expect(await peer.packet()).toMatchObject({ cmd: "error", src: "resume", code: "invalid_field" });
    }
    const stranger = await connectRaw(town.server.url);
    await stranger.packet("handshake");
    stranger.send({ cmd: "resume", ...gone });
    expect(await stranger.packet()).toMatchObject({ cmd: "auth_error", code: "authentication_required" });
  });

  test("from a number of somebody else brings what one may hear oneself, and nothing of theirs", async () => {
    const { olga, paul, come, gone } = await cast();
    await town.join("paul");
    await paul.request("status_set", { status: "invisible", text: "my secret" });
    await paul.request("status_set", { status: "offline", text: "my secret" });
    await say(olga, "the owners' secret", "kitchen");
    const { message } = await say(olga, "for all");
    const { peer } = await come();
    const { answer, events } = await resume(peer, gone);
    expect(answer).toMatchObject({ recovered: true });
    expect(JSON.stringify(events)).not.toContain("secret");
    expect(events.map(({ cmd }) => cmd)).toEqual(["user_disconnect", "message_new", "user_connect"]);
    expect(events[1]).toMatchObject({ message: { id: message.id } });
  });

  test("does not replay half the truth: when in the gap one's sight changed, nothing is recovered", async () => {
    const { olga, come, gone } = await cast();
    const changes: (() => Promise<unknown>)[] = [
      () => olga.request("user_roles_set", { user: "mira", roles: ["cook", "user"] }),
      () => olga.request("user_roles_set", { user: "mira", roles: ["user"] }),
      () => olga.request("channel_create", { name: "new", type: "text", permissions: { view: ["user"] } }),
      () => olga.request("channel_update", { current_name: "new", updates: { permissions: {} } }),
      () => olga.request("channel_delete", { name: "new" }),
      () => olga.request("role_create", { name: "other" }),
    ];
    let before: Session = gone;
    for (const change of changes) {
      await change();
      const { peer, session } = await come();
      expect(await resume(peer, before)).toMatchObject({ answer: { recovered: false }, events: [] });
      // From now on it would be.
      before = { epoch: session.epoch, ...(await position(peer)) };
      before = { ...before, seq: Math.max(before.seq, session.seq) };
      expect(await resume(peer, before)).toMatchObject({ answer: { recovered: true } });
      peer.destroy();
      await olga.next("user_disconnect");
    }
  });

  test("a change that nobody is told of by an event is one too", async () => {
    const { olga, come } = await cast();
    // Stays, so that nobody comes or goes meanwhile, which would be an event.
    await come();
    const { peer, session } = await come();
    const before = { epoch: session.epoch, seq: Math.max(session.seq, (await position(peer)).seq) };
    expect(await resume(peer, before)).toMatchObject({ answer: { recovered: true, events: 0 } });
    peer.destroy();
    await olga.request("channel_create", { name: "new", type: "text", permissions: { view: ["user"] } });
    const again = await come();
    expect(await resume(again.peer, before)).toMatchObject({ answer: { recovered: false }, events: [] });
  });

  test("a change that was undone in the gap is a change", async () => {
    const { olga, come, gone } = await cast();
    await olga.request("user_roles_set", { user: "mira", roles: ["cook", "user"] });
    await say(olga, "while he could hear", "kitchen");
    await olga.request("user_roles_set", { user: "mira", roles: ["user"] });
    const { peer } = await come();
    expect(await resume(peer, gone)).toMatchObject({ answer: { recovered: false }, events: [] });
  });

  test("somebody else's roles are an event like others", async () => {
    const { olga, come, gone } = await cast();
    await olga.request("user_roles_set", { user: "paul", roles: ["cook", "user"] });
    const { peer } = await come();
    const { answer, events } = await resume(peer, gone);
    expect(answer).toMatchObject({ recovered: true });
    expect(events[0]).toMatchObject({ cmd: "user_roles_get", user: "paul" });
  });

  test("who left and came back is another member", async () => {
    const { come, gone, olga } = await cast();
    const { peer } = await come();
    peer.send({ cmd: "user_leave" });
    await peer.ended;
    await say(olga, "one");
    const again = await come();
    expect(await resume(again.peer, gone)).toMatchObject({ answer: { recovered: false }, events: [] });
  });

  for (const [what, config] of [
    ["events", { events: 6 }],
    ["bytes", { bytes: 1500 }],
  ] as const) {
    test(`beyond the ${what} that are kept nothing is recovered, up to them everything`, async () => {
      const { olga, come, gone } = await cast({ config: { resume: config } });
      for (let number = 0; number < 3; number++) await say(olga, `${number}`);
      const { peer } = await come();
      // Three messages, and his own going and coming: an event for others, and two.
      const { answer, events } = await resume(peer, gone);
      expect(answer).toMatchObject({ recovered: true, events: 4 });
      expect(events.slice(0, 3).map(({ message }) => (message as { content: string }).content)).toEqual([
        "0",
        "1",
        "2",
      ]);
      for (let number = 0; number < 3; number++) await say(olga, `more ${number}`);
      await peer.packet("message_new");
      expect(await resume(peer, gone)).toMatchObject({ answer: { recovered: false, events: 0 }, events: [] });
    });
  }

  test("nothing is kept where the operator says so, and then only who missed nothing is up to date", async () => {
    const { olga, come, gone } = await cast({ config: { resume: { events: 0 } } });
    await say(olga, "one");
    const { peer } = await come();
    expect(await resume(peer, gone)).toMatchObject({ answer: { recovered: false } });
  });

  test("what happens between the login and resume is in neither gap", async () => {
    const { olga, come, gone } = await cast();
    await say(olga, "before");
    const { peer, session } = await come();
    await say(olga, "between");
    peer.send({ cmd: "resume", ...gone });
    const packets = await peer.until("resume");
    await say(olga, "after");
    packets.push(...(await peer.until("message_new")));
    const known = new Map(
      packets.flatMap((packet) => (packet.cmd === "message_new" ? [[Number(packet["seq"]), packet]] : [])),
    );
    const contents = [...known]
      .sort(([a], [b]) => a - b)
      .map(([, { message }]) => (message as { content: string }).content);
    expect(contents).toEqual(["before", "between", "after"]);
    // Live ones came with larger numbers than ready's.
    const live = packets.find(({ cmd }) => cmd === "message_new");
    expect(Number(live?.["seq"])).toBeGreaterThan(session.seq);
  });
});

// Everything at once: breaks, restarts and gaps in the middle of whatever people do.

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
    // Only who still waits for her is to hear of it.
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
      const heard = truth.get(epoch);
      if (!heard) throw new Error("nobody listened");
      // What came before the good connection, or in the moment in which a server stopped, has no witness.
      const first = Math.max(from, heard.from);
      const ended = index < stretches.length - 1;
      const last = ended ? Math.min(seqs.at(-1) ?? 0, heard.seqs.at(-1) ?? 0) : Number.POSITIVE_INFINITY;
      const witnessed = (seq: number) => seq > first && seq <= last;
      // An answer also comes when the channel went out of sight while the request was under way.
      const shared = (seq: number) => witnessed(seq) && (!answered.has(seq) || heard.seqs.includes(seq));
      expect(seqs.filter(shared)).toEqual(heard.seqs.filter(witnessed));
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
