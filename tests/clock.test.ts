/** The system clock is set forward and back while the server runs: nobody waits longer for it, or is let in earlier. */
import { afterEach, describe, expect, spyOn, test } from "bun:test";
import type { budgets } from "../src/protocol/budgets.ts";
import { connectAs, connectRaw, frame, opcode, type RawPeer } from "./support/raw-socket.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

let town: Town;
const peers: RawPeer[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.destroy();
  await town.close();
});

// Like performance.now, no whole number.
const time = { now: 1_800_000_000_000, elapsed: 1000.3125 };

/** Olga the owner, mira and nora, with all limits on. */
async function cast(limits: object = {}, options: TestServerOptions = {}) {
  const timers = spyOn(globalThis, "setInterval");
  town = await openTown({
    now: () => time.now,
    elapsed: () => time.elapsed,
    config: {
      rate_limiting: { enabled: true, messages_per_minute: 1000, burst_limit: 1000 },
      limits,
    },
    ...options,
  });
  const calls = [...timers.mock.calls];
  const each = (pause: number) => () => {
    for (const [work, milliseconds] of calls) if (milliseconds === pause) work();
  };
  const [everySecond, everyMinute] = [each(second), each(minute)];
  const [olga, mira, nora] = await town.people("olga", "mira", "nora");
  timers.mockRestore();
  return { olga, mira, nora, everySecond, everyMinute };
}

function passes(milliseconds: number) {
  time.now += milliseconds;
  time.elapsed += milliseconds;
}

/** Both clocks run for 1.2 s while the system's is wrong; then it is corrected. */
async function whileWrong<Result>(by: number, work: () => Promise<Result>): Promise<Result> {
  time.now += by;
  const result = await work();
  passes(1.2 * second);
  time.now -= by;
  return result;
}

const say = (by: Member, fields: object = {}) =>
  by.request("message_new", { channel: "general", content: "hello", ...fields });

async function visit(): Promise<RawPeer> {
  const peer = await connectRaw(town.server.url);
  peers.push(peer);
  await peer.packet("handshake");
  return peer;
}

/** What draws on each budget; whether it is refused otherwise doesn't matter. */
const uses: Readonly<Record<Exclude<keyof typeof budgets, "status">, (by: Member) => Promise<unknown>>> = {
  typing: (by) => by.request("typing", { channel: "general" }),
  read: (by) => by.request("channels_get"),
  search: (by) => by.request("messages_search", { channel: "general", query: "tea" }),
  react: (by) => by.request("message_react_remove", { channel: "general", id: "none", emoji: "🦊" }),
  change: (by) => by.request("nickname_update", { nickname: "mi" }),
  self_role: (by) => by.request("self_role_remove", { role: "none" }),
  picture: (by) => by.request("pfp_set", { url: "https://x.example/p.png" }),
  poll: (by) => by.request("poll_create", { channel: "general", question: "?", options: ["a", "b"] }),
  unreads: (by) => by.request("unreads_get"),
  slash: (by) => by.request("slash_register", { commands: [] }),
  slash_query: (by) =>
    by.request("slash_autocomplete", { channel: "general", command: "no", option: "no", value: "" }),
  slash_answer: (by) => by.request("slash_response", { channel: "general", response: "" }),
  voice_join: (by) => by.request("voice_join", { channel: "nowhere", peer_id: "p" }),
  voice_mute: (by) => by.request("voice_mute"),
  claim: (by) => by.request("owner_claim", { code: "none" }),
};

/** The milliseconds to wait, or 0. */
async function use(by: Member, name: keyof typeof uses): Promise<number> {
  try {
    await uses[name](by);
    return 0;
  } catch (error) {
    const { code, retryAfter } = error as { code: string; retryAfter: number | null };
    return code === "too_many_requests" ? (retryAfter ?? -1) : 0;
  }
}

async function useUp(by: Member, name: keyof typeof uses): Promise<number> {
  for (let n = 0; n <= 300; n++) {
    const wait = await use(by, name);
    if (wait > 0) return wait;
  }
  throw new Error(`${name} has no end`);
}

for (const by of [hour, -hour]) {
  describe(`a clock that is set ${by > 0 ? "forward" : "back"} by an hour for a moment`, () => {
    test("leaves all budgets as they are", async () => {
      const { mira } = await cast();
      for (const name of Object.keys(uses) as (keyof typeof uses)[]) {
        const wait = await whileWrong(by, () => useUp(mira, name));
        // Not before, however the clock was set.
        passes(-1.2 * second);
        time.now += by;
        expect([name, await use(mira, name)]).toEqual([name, wait]);
        time.now -= by;
        passes(wait);
        expect([name, await use(mira, name)]).toEqual([name, 0]);
      }
    });

    test("leaves the limiter of messages as it is", async () => {
      const { mira } = await cast(
        {},
        {
          config: {
            rate_limiting: { enabled: true, messages_per_minute: 60, burst_limit: 3, cooldown_seconds: 30 },
          },
        },
      );
      await whileWrong(by, async () => {
        for (let n = 0; n < 3; n++) await say(mira);
        expect((await refusalOf(say(mira))).retryAfter).toBe(30 * second);
      });
      expect((await refusalOf(say(mira))).retryAfter).toBe(28.8 * second);
      expect(await mira.request("rate_limit_status")).toMatchObject({ status: { cooldown_remaining: 29 } });
      passes(28.8 * second);
      await say(mira);
    });

    test("makes slow mode no longer and no shorter", async () => {
      const { olga, mira } = await cast();
      await olga.request("channel_update", { current_name: "general", updates: { slow_mode: 10 } });
      await whileWrong(by, () => say(mira));
      expect((await refusalOf(say(mira))).retryAfter).toBe(8.8 * second);
      await whileWrong(by, async () => expect(await refusal(say(mira))).toBe("slow_mode"));
      passes(7.6 * second);
      await say(mira);
    });

    test("makes a timeout no longer and no shorter", async () => {
      const { olga, mira } = await cast();
      await whileWrong(by, () => olga.request("user_timeout", { user: "mira", timeout: 600 }));
      expect((await refusalOf(say(mira))).retryAfter).toBeCloseTo(598.8 * second, -1);
      const { status } = await olga.request("rate_limit_status", { user: "mira" });
      expect(status.timeout_remaining).toBe(599);
      await whileWrong(by, async () => expect(await refusal(say(mira))).toBe("timed_out"));
      passes(598 * second);
      await say(mira);
    });

    test("lets as many register and log in, and makes nobody wait longer for it", async () => {
      await cast({ registrations_per_minute: 2, logins_per_minute: 3 });
      const answer = async (packet: object) => {
        const peer = await visit();
        peer.send(packet);
        return await peer.packet();
      };
      const register = (username: string) => answer({ cmd: "register", username, password: "password" });
      const login = (password: string) => answer({ cmd: "login", username: "zoe", password });
      await whileWrong(by, async () => {
        for (const name of ["zoe", "zac"])
          expect(await register(name)).toMatchObject({ cmd: "auth_success" });
        for (let n = 0; n < 3; n++) expect(await login(`${n}`)).toMatchObject({ code: "invalid_password" });
      });
      const refused = { code: "too_many_attempts", val: "Too many attempts; wait 59 seconds" };
      expect(await register("zed")).toMatchObject(refused);
      expect(await login("password")).toMatchObject(refused);
      await whileWrong(by, async () => expect(await login("password")).toMatchObject({ code: refused.code }));
      passes(57.6 * second);
      expect(await register("zed")).toMatchObject({ cmd: "auth_success" });
      expect(await login("password")).toMatchObject({ cmd: "auth_success" });
    });

    test("holds statuses back as long as ever", async () => {
      const { mira, nora, everySecond } = await cast();
      const shown = async () => (await nora.request("status_get", { user: "mira" })).status.text;
      const set = (text: string) => mira.request("status_set", { status: "online", text });
      await whileWrong(by, async () => {
        for (let n = 1; n <= 12; n++) await set(`${n}`);
      });
      expect(await shown()).toBe("10");
      await whileWrong(by, async () => everySecond());
      expect(await shown()).toBe("10");
      const told = nora.next("status_get", (event) => event.status?.text === "12");
      passes(0.6 * second);
      everySecond();
      await told;
    });

    test("tells of typing as often as ever", async () => {
      const { mira, nora } = await cast();
      const received = async () => (await nora.news()).filter(({ cmd }) => cmd === "typing").length;
      await whileWrong(by, () => uses.typing(mira));
      expect(await received()).toBe(1);
      await uses.typing(mira);
      expect(await received()).toBe(0);
      passes(0.8 * second);
      await uses.typing(mira);
      expect(await received()).toBe(1);
    });

    test("closes connections without a login when their time is over", async () => {
      const { everySecond } = await cast({ login_seconds: 60 });
      const peer = await whileWrong(by, visit);
      const tick = (seconds: number) => {
        for (let n = 0; n < seconds; n++) {
          passes(second);
          everySecond();
        }
      };
      tick(58);
      await whileWrong(by, async () => everySecond());
      // Else the heartbeat may find it dead first.
      peer.write(frame(opcode.pong, ""));
      peer.send({ cmd: "ping" });
      await peer.until("pong");
      tick(40);
      expect(await peer.ended).toMatchObject({ code: 1008 });
    });

    test("leaves the packets that a connection may send", async () => {
      await cast({ packets_per_second: 10, packets_burst: 20 });
      const peer = await connectAs("zoe", town.server.url);
      peers.push(peer);
      passes(10 * second);
      const pings = async (count: number) => {
        for (let n = 0; n < count; n++) peer.send({ cmd: "ping" });
        for (let n = 0; n < count; n++) await peer.until("pong");
      };
      await whileWrong(by, () => pings(20));
      await pings(12);
      passes(second);
      await pings(10);
      await whileWrong(by, async () => {
        peer.send({ cmd: "ping" });
        expect(await peer.ended).toMatchObject({ code: 1008 });
      });
    });

    test("remembers a nonce for ten minutes", async () => {
      const { mira, everyMinute } = await cast();
      time.elapsed += 0.4;
      const send = async (nonce: string) => (await say(mira, { nonce })).message.id;
      const before = await send("before");
      const meanwhile = await whileWrong(by, async () => {
        everyMinute();
        expect(await send("before")).toBe(before);
        return await send("meanwhile");
      });
      expect([await send("before"), await send("meanwhile")]).toEqual([before, meanwhile]);
      passes(9 * minute);
      expect([await send("before"), await send("meanwhile")]).toEqual([before, meanwhile]);
      passes(minute);
      expect(await send("before")).not.toBe(before);
      expect(await send("meanwhile")).not.toBe(meanwhile);
    });

    test("lets a client that comes back resume", async () => {
      const { mira, nora } = await cast();
      let session: object = {};
      const received = (text: string) => {
        if (text.startsWith('{"cmd":"ready"')) session = JSON.parse(text).session;
      };
      const first = await town.join("nora", { received });
      const { epoch, seq } = session as { epoch: string; seq: number };
      await whileWrong(by, async () => {
        await say(mira);
        first.close();
      });
      expect(await nora.request("resume", { epoch, seq })).toMatchObject({ recovered: true });
    });

    test("ends no poll", async () => {
      const { mira, everySecond } = await cast();
      const asked = { channel: "general", question: "Tea?", options: ["yes", "no"], duration_hours: 0.5 };
      const { poll_id } = await mira.request("poll_create", asked);
      const ended = async () => (await mira.request("poll_get", { poll_id })).poll.ended;
      await whileWrong(by, async () => {
        everySecond();
        // A look at the polls is a read, behind which this one comes.
        await mira.request("messages_get", { channel: "general" });
        everySecond();
      });
      everySecond();
      expect(await ended()).toBe(false);
      const over = mira.next("poll_end");
      passes(0.5 * hour);
      everySecond();
      await over;
      expect(await ended()).toBe(true);
    });
  });
}

describe("a start with a clock that is far ahead", () => {
  test("deletes nothing from the audit log, and says so; a day later it does", async () => {
    const lines: string[] = [];
    const options = {
      log: (line: string) => void lines.push(line),
      config: { modlog: { retention: { default: 30 } } },
    };
    const { olga, everyMinute } = await cast({}, options);
    await olga.request("role_create", { name: "cook" });
    const entries = async () => {
      everyMinute();
      // What is stored behind the removal is stored after it.
      await say((await town.people("olga"))[0]);
      const [again] = await town.people("olga");
      return (await again.request("modlog_get")).total;
    };
    expect(lines.join()).not.toContain("ahead of the newest stored event");
    const before = await entries();
    time.now += 365 * day;
    const timers = spyOn(globalThis, "setInterval");
    await town.restart();
    const minutely = timers.mock.calls.flatMap(([work, pause]) => (pause === minute ? [work] : []));
    timers.mockRestore();
    expect(lines.join()).toContain("ahead of the newest stored event");
    const total = async () => {
      for (const work of minutely) work();
      const [again] = await town.people("olga");
      await say(again);
      return (await again.request("modlog_get")).total;
    };
    expect(await total()).toBe(before);
    passes(day);
    expect(await total()).toBe(0);
    time.now -= 366 * day;
  });
});
