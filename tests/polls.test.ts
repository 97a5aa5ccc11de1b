/** Polls: asking, voting, and how they end. */
import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { forAll, staffIn } from "./support/casts.ts";
import { ask, counts, lunch, pollOf, shown, startFood, vote } from "./support/polls.ts";
import { openTown, refusal, type Town } from "./support/town.ts";
import { timeLimit, tries } from "./support/tries.ts";

setDefaultTimeout(30_000);

let town: Town;
afterEach(() => town.close());

let now = Date.now();
async function cast(config: Record<string, unknown> = {}) {
  now = Date.now();
  town = await openTown({ now: () => now, config });
  return staffIn(town);
}

test("a local account that leaves and registers again votes once", async () => {
  const { mira, nora } = await cast();
  const { poll_id } = await ask(mira);
  await vote(nora, poll_id, "0");
  // Names with the same beginning are other accounts.
  const other = await town.register("bobby");
  await vote(other, poll_id, "1");
  for (const choice of ["0", "0", "1"]) {
    const bob = await town.register("bob");
    await vote(bob, poll_id, choice);
    await bob.request("user_leave");
  }
  expect(counts(await shown(nora))).toEqual([1, 2]);
  const ended = await mira.request("poll_end", { poll_id });
  expect(ended.results.total_votes).toBe(3);
  expect(ended.results.results.map(({ voters }) => voters)).toEqual([
    ["nora"],
    ["USR:local_bobby", "USR:local_bob"],
  ]);
  other.close();
});

describe("a new poll", () => {
  test("ends its author's notice of typing, like a message; further typing is announced again", async () => {
    const { mira, nora } = await cast();
    const type = async () => {
      await mira.request("typing", { channel: "general" });
      return (await nora.news()).flatMap(({ cmd }) => (cmd === "typing" ? [cmd] : []));
    };
    expect([await type(), await type()]).toEqual([["typing"], []]);
    await ask(mira);
    expect(await type()).toEqual(["typing"]);
  });

  test("comes as a message with the filled embed, to the asker too and before the reply", async () => {
    const { mira, nora } = await cast();
    const order: string[] = [];
    nora.on("event", ({ cmd }) => order.push(cmd));
    const request = nora.request("poll_create", lunch, { inOrder: ({ cmd }) => order.push(cmd) });
    const { poll_id, message_id, ...reply } = await request;
    expect(order.filter((cmd) => cmd !== "unreads_update" && cmd !== "messages_get")).toEqual([
      "message_new",
      "poll_create",
    ]);
    const options = [
      { id: "0", text: "Soup" },
      { id: "1", text: "Salad", emoji: "🥗" },
    ];
    expect(reply).toMatchObject({
      cmd: "poll_create",
      channel: "general",
      thread_id: null,
      question: "Lunch?",
      options,
      allow_multiselect: false,
      expires_at: null,
    });
    const [news] = await mira.news();
    const message = (await mira.request("message_get", { channel: "general", id: message_id })).message;
    const results = [
      { id: "0", text: "Soup", emoji: null, votes: 0, voters: [] },
      { id: "1", text: "Salad", emoji: "🥗", votes: 0, voters: [] },
    ];
    const poll = {
      id: poll_id,
      question: "Lunch?",
      options,
      allow_multiselect: false,
      expires_at: null,
      ended: false,
      ended_at: null,
      total_votes: 0,
      results,
    };
    const embeds = [{ type: "poll", title: "Lunch?", poll }];
    expect(news).toEqual({
      cmd: "message_new",
      message: { ...message, embeds },
      channel: "general",
      thread_id: null,
      global: true,
      id: message_id,
      user: "nora",
      content: "",
      timestamp: message.timestamp,
      embeds,
      poll_id,
    });
    // In direct replies it has the reader's own choice.
    expect(pollOf(message)).toEqual({
      ...poll,
      results: results.map((each) => ({ ...each, voted: false })),
      user_votes: [],
    });
  });

  test("is a message like any other: newest of its channel, read by its author, unread by others", async () => {
    const { mira, nora } = await cast();
    const { message_id } = await ask(nora);
    const { val } = await mira.request("channels_get");
    expect(val.find(({ name }) => name === "general")).toMatchObject({ last_message_id: message_id });
    expect((await nora.request("unreads_get")).unreads).toMatchObject({ general: { last_read: message_id } });
    expect((await mira.request("unreads_get")).unreads).toMatchObject({ general: { unread_count: 1 } });
  });

  test("keeps to its limits", async () => {
    const { nora } = await cast();
    const asked = (fields: object) => refusal(ask(nora, fields));
    const option = (fields: object) => asked({ options: ["a", { text: "b", ...fields }] });
    const seconds = now / 1000;
    for (const fields of [
      { question: " " },
      { question: "🥗".repeat(301) },
      { options: ["a", " "] },
      { options: ["a", "🥗".repeat(101)] },
      { options: ["a", 5] },
      { options: ["a", null] },
      { options: [{ text: "a", id: "1" }, "b"] },
      { expires_at: seconds - 1 },
      { expires_at: seconds + 367 * 86_400 },
      { duration_hours: -1 },
      { duration_hours: 9000 },
    ]) {
      expect([fields, await asked(fields)]).toEqual([fields, "poll_invalid"]);
    }
    for (const fields of [
      { id: "" },
      { id: "x".repeat(51) },
      { id: 5 },
      { emoji: "x".repeat(65) },
      { emoji: 5 },
      { text: undefined },
    ]) {
      expect([fields, await option(fields)]).toEqual([fields, "poll_invalid"]);
    }
    for (const fields of [
      { question: 5 },
      { options: ["a"] },
      { options: Array.from({ length: 11 }, (_, n) => `${n}`) },
      { options: "ab" },
      { allow_multiselect: "yes" },
      { duration_hours: "1" },
    ]) {
      expect([fields, await asked(fields)]).toEqual([fields, "invalid_field"]);
    }
    expect(await nora.news()).toEqual([]);
    const { question, options, expires_at } = await ask(nora, {
      question: ` ${"🥗".repeat(300)} `,
      options: [
        { text: " a ", id: "__proto__" },
        { text: "b", id: "constructor" },
        ...Array(8).keys().map(String),
      ],
      duration_hours: 24,
    });
    expect([question, options.length, options[0]]).toEqual([
      "🥗".repeat(300),
      10,
      { id: "__proto__", text: "a" },
    ]);
    expect(expires_at).toBeCloseTo(seconds + 86_400, 3);
    expect((await ask(nora, { expires_at: seconds + 60, duration_hours: 24 })).expires_at).toBe(seconds + 60);
    expect((await ask(nora, { duration_hours: 0 })).expires_at).toBeNull();
  });

  test("costs from a budget of its own, and goes with send_messages where that is enforced", async () => {
    const { olga, nora } = await cast({ rate_limiting: { enabled: true } });
    for (let n = 0; n < 5; n++) await ask(nora);
    expect(await refusal(ask(nora))).toBe("too_many_requests");
    await nora.request("message_new", { channel: "general", content: "fine" });
    now += 60_000;
    await olga.request("role_update", { name: "user", permissions: [] });
    await town.server.reconfigure({
      rotur: { base_url: town.rotur.url },
      permissions: { enforce_member_permissions: true },
    });
    expect(await refusal(ask(nora))).toBe("send_denied");
  });

  test("goes to text channels and threads, and wakes an archived one", async () => {
    const { olga, nora } = await cast();
    for (const type of ["voice", "separator"] as const) {
      await olga.request("channel_create", { name: type, type, permissions: forAll });
    }
    for (const channel of ["voice", "separator", "help"]) {
      expect(await refusal(ask(nora, { channel }))).toBe("channel_wrong_type");
    }
    const thread_id = await startFood(nora);
    await nora.request("thread_update", { thread_id, archived: true });
    await olga.news();
    await ask(nora, { thread_id });
    expect(await olga.news()).toMatchObject([
      { cmd: "thread_update", thread: { archived: false } },
      { cmd: "message_new", thread_id },
    ]);
  });
});

describe("a vote", () => {
  test("is counted for all; only the voter's own connections get the choice", async () => {
    const { mira, nora } = await cast();
    const { poll_id, message_id } = await ask(mira);
    const again = await town.join("nora");
    for (const member of [mira, nora, again]) await member.news();
    const order: string[] = [];
    nora.on("event", ({ cmd }) => order.push(cmd));
    const request = { message_id, option_ids: ["1"] };
    const reply = await nora.request("poll_vote", request, { inOrder: ({ cmd }) => order.push(cmd) });
    expect(order).toEqual(["poll_vote_update", "poll_vote_update", "poll_vote"]);
    const result = (id: string, votes: number) => ({ id, votes, voters: [] });
    expect(reply).toMatchObject({
      poll_id,
      option_ids: ["1"],
      results: {
        total_votes: 1,
        results: [
          { ...result("0", 0), voted: false },
          { ...result("1", 1), voted: true },
        ],
      },
    });
    const [publicly, ...more] = await mira.news();
    expect(more).toEqual([]);
    expect(publicly).toEqual({
      cmd: "poll_vote_update",
      poll_id,
      message_id,
      channel: "general",
      thread_id: null,
      results: {
        poll_id,
        question: "Lunch?",
        allow_multiselect: false,
        ended: false,
        ended_at: null,
        total_votes: 1,
        results: [
          { ...result("0", 0), text: "Soup", emoji: null },
          { ...result("1", 1), text: "Salad", emoji: "🥗" },
        ],
      },
    });
    expect(await again.news()).toMatchObject([
      publicly ?? {},
      { user: "nora", option_ids: ["1"], results: { results: [{ voted: false }, { voted: true }] } },
    ]);
    expect(await shown(nora)).toMatchObject({ total_votes: 1, user_votes: ["1"] });
    expect(await shown(mira)).toMatchObject({ total_votes: 1, user_votes: [] });
  });

  test("replaces the earlier one; an empty list withdraws; the same vote again has no event", async () => {
    const { mira, nora } = await cast();
    const single = (await ask(mira)).poll_id;
    await vote(nora, single, "0");
    await nora.request("poll_vote", { poll_id: single, option_id: "1" });
    expect(counts(await shown(mira))).toEqual([0, 1]);
    await mira.news();
    await nora.request("poll_vote", { poll_id: single, option_ids: "1" });
    expect(await mira.news()).toEqual([]);
    await vote(nora, single);
    expect(counts(await shown(mira))).toEqual([0, 0]);
    const several = (await ask(mira, { options: ["a", "b", "c"], allow_multiselect: true })).poll_id;
    await vote(nora, several, "0", "1", "1");
    await vote(mira, several, "1");
    expect((await vote(nora, several, "2", "1")).results).toMatchObject({ total_votes: 3 });
    expect(counts(await shown(mira))).toEqual([0, 2, 1]);
    expect((await shown(nora))?.user_votes?.toSorted()).toEqual(["1", "2"]);
  });

  test("that is wrong in any part counts in none", async () => {
    const { olga, mira, nora } = await cast();
    const single = (await ask(mira)).poll_id;
    const several = (await ask(mira, { allow_multiselect: true })).poll_id;
    await mira.news();
    expect(await refusal(vote(nora, single, "0", "1"))).toBe("poll_single_choice");
    expect(await refusal(vote(nora, several, "0", "nothing", "1"))).toBe("poll_option_invalid");
    expect(await refusal(nora.request("poll_vote", { poll_id: single }))).toBe("invalid_field");
    expect(await refusal(nora.request("poll_vote", { option_ids: ["0"] }))).toBe("invalid_field");
    expect(await refusal(vote(nora, "nothing", "0"))).toBe("poll_not_found");
    await olga.request("user_timeout", { user: "nora", timeout: 60 });
    expect(await refusal(vote(nora, single, "0"))).toBe("timed_out");
    expect(await mira.news()).toEqual([]);
    expect(counts(await shown(mira))).toEqual([0, 0]);
  });

  test(
    "of any number by anybody adds up",
    async () => {
      const { olga, mira, nora } = await cast();
      const people = [olga, mira, nora];
      const options = ["0", "1", "2", "3"];
      const { poll_id } = await ask(olga, { options, allow_multiselect: true });
      const chosen: string[][] = [[], [], []];
      const turn = fc.record({ person: fc.integer({ min: 0, max: 2 }), choice: fc.subarray(options) });
      await fc.assert(
        fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 6 }), async (turns) => {
          // All at once, each in the order of its own connection.
          await Promise.all(
            turns.map(({ person, choice }) => {
              chosen[person] = choice;
              return vote(people[person] ?? olga, poll_id, ...choice);
            }),
          );
          const expected = options.map((id) => chosen.filter((choice) => choice.includes(id)).length);
          for (const [index, member] of people.entries()) {
            const poll = await shown(member);
            expect(counts(poll)).toEqual(expected);
            expect(poll?.user_votes?.toSorted()).toEqual(chosen[index] ?? []);
          }
        }),
        tries(25),
      );
    },
    timeLimit(60_000, 25),
  );
});

describe("the end", () => {
  test("names the voters, to all viewers and from then on", async () => {
    const { olga, mira, nora } = await cast();
    const { poll_id, message_id } = await ask(nora);
    await vote(olga, poll_id, "0");
    now += 1;
    await vote(mira, poll_id, "0");
    await vote(nora, poll_id, "1");
    for (const member of [olga, mira, nora]) await member.news();
    expect(await refusal(mira.request("poll_end", { poll_id }))).toBe("permission_required");
    const reply = await nora.request("poll_end", { message_id });
    const results = [
      { votes: 2, voters: ["olga", "mira"] },
      { votes: 1, voters: ["nora"] },
    ];
    const place = { poll_id, message_id, channel: "general", thread_id: null };
    expect(reply).toMatchObject({ ...place, results: { ended: true, ended_at: now / 1000, results } });
    for (const member of [olga, mira, nora]) {
      const news = await member.news();
      expect(news).toMatchObject([{ cmd: "poll_end", ...place, results: { ended: true, results } }]);
      expect(JSON.stringify(news)).not.toContain("voted");
    }
    expect(await refusal(vote(mira, poll_id, "1"))).toBe("poll_ended");
    expect(await refusal(nora.request("poll_end", { poll_id }))).toBe("poll_already_ended");
    expect(await shown(mira)).toMatchObject({
      ended: true,
      ended_at: now / 1000,
      results,
      user_votes: ["0"],
    });
    expect(await mira.request("poll_results", { message_id })).toMatchObject({
      poll_id,
      message_id,
      results: { ended: true, results: [{ voted: true }, { voted: false }] },
    });
    await olga.request("poll_end", { poll_id: (await ask(nora)).poll_id });
  });

  test("comes by itself, at its time", async () => {
    const { mira, nora } = await cast();
    const expires_at = now / 1000 + 60;
    const { poll_id } = await ask(nora, { expires_at });
    await vote(mira, poll_id, "1");
    const over = mira.next("poll_end");
    now += 90_000;
    expect(await refusal(vote(nora, poll_id, "0"))).toMatch(/poll_(expired|ended)/);
    expect(await over).toMatchObject({
      poll_id,
      channel: "general",
      results: { ended: true, ended_at: expires_at, results: [{ voters: [] }, { voters: ["mira"] }] },
    });
    expect(await shown(nora)).toMatchObject({ ended: true, ended_at: expires_at });
  });

  test("at its time in a thread is sent to the viewers of its forum", async () => {
    const { olga, mira, nora } = await cast();
    const thread_id = await startFood(mira, "den");
    const { poll_id, message_id } = await ask(mira, { thread_id, expires_at: now / 1000 + 60 });
    for (const member of [olga, nora]) await member.news();
    const over = olga.next("poll_end");
    now += 90_000;
    expect(await over).toMatchObject({ poll_id, message_id, channel: "den", thread_id });
    expect(await nora.news()).toEqual([]);
  });

  test("comes also while the server is off", async () => {
    const { nora } = await cast();
    const expires_at = now / 1000 + 60;
    const { poll_id } = await ask(nora, { expires_at });
    now += 90_000;
    await town.restart();
    const again = await town.join("nora");
    const ended = async () => (await again.request("poll_results", { poll_id })).results;
    while (!(await ended()).ended) await again.request("ping");
    expect(await ended()).toMatchObject({ ended_at: expires_at });
  });
});
