/** After a broken connection: everything that was missed, once and in order, or the plain word that it is not known. */
import { afterEach, describe, expect, test } from "bun:test";
import { connectRaw, type Packet, type RawPeer } from "./support/raw-socket.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, type Town } from "./support/town.ts";

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
    const received: string[] = [];
    olga.received((text) => received.push(text));
    const { message } = await say(paul, "one");
    await paul.request("message_edit", { channel: "general", id: message.id, content: "two" });
    await say(olga, "secret", "kitchen");
    await paul.request("typing", { channel: "general" });
    await paul.request("status_set", { status: "idle" });
    await paul.request("message_delete", { channel: "general", id: message.id });
    await olga.request("user_timeout", { user: "mira", timeout: 5 });
    const before = received.filter((text) => text.includes('"seq"') && !text.includes("kitchen"));

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
    // After them come events that the client got already, since its own login.
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

  test("brings nothing from before the member's first login, and takes no number from then", async () => {
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
    // A member who left and came back is new.
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
    const unauthenticated = await connectRaw(town.server.url);
    await unauthenticated.packet("handshake");
    unauthenticated.send({ cmd: "resume", ...gone });
    expect(await unauthenticated.packet()).toMatchObject({
      cmd: "auth_error",
      code: "authentication_required",
    });
  });

  test("from another member's number brings only events that this member may receive", async () => {
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
    await say(olga, "while paul could view it", "kitchen");
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

  test("a member who left and came back counts as another one", async () => {
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
      // Three messages, and paul's own leaving and return: one event for others, and two.
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

  test("with no events kept, only clients that missed nothing recover", async () => {
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
