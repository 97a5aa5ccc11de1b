/** Polls in answers, and their end with their message, thread or channel. */
import { Database } from "bun:sqlite";
import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { WireMessage } from "../client/index.ts";
import { staffIn } from "./support/casts.ts";
import { ask, pollOf, shown, startFood, vote } from "./support/polls.ts";
import { openTown, refusal, type Town } from "./support/town.ts";

setDefaultTimeout(30_000);

let town: Town;
afterEach(() => town.close());

let now = Date.now();
async function cast(config: Record<string, unknown> = {}) {
  now = Date.now();
  town = await openTown({ now: () => now, config });
  return staffIn(town);
}

describe("poll_get and poll_results", () => {
  test("give the question and the counts", async () => {
    const { mira, nora } = await cast();
    const thread_id = await startFood(mira);
    const { poll_id, message_id } = await ask(mira, { thread_id, duration_hours: 1 });
    await vote(nora, poll_id, "1");
    const { poll } = await nora.request("poll_get", { message_id });
    expect(poll).toMatchObject({
      id: poll_id,
      message_id,
      channel: "help",
      thread_id,
      question: "Lunch?",
      allow_multiselect: false,
      expires_at: now / 1000 + 3600,
      created_by: "mira",
      ended: false,
      ended_at: null,
      user_votes: ["1"],
    });
    const { results } = await mira.request("poll_results", { poll_id });
    expect(results).toMatchObject({ total_votes: 1, results: [{ votes: 0 }, { votes: 1, voted: false }] });
  });
});

test("every answer that has the poll brings it as it is, with the reader's own choice", async () => {
  const { olga, mira, nora } = await cast();
  const thread_id = await startFood(mira);
  for (const at of [{ channel: "general" }, { thread_id }]) {
    const { poll_id, message_id } = await ask(mira, at);
    await mira.request("message_new", { ...at, content: "vote!" });
    const { message } = await mira.request("message_new", { ...at, content: "do", reply_to: message_id });
    await mira.request("message_edit", { ...at, id: message_id, content: "@nora, soup" });
    await olga.request("message_pin", { ...at, id: message_id });
    await vote(nora, poll_id, "1");
    const { versions } = await nora.request("message_history", { ...at, id: message_id });
    const { embeds } = await nora.request("embeds_list", { ...at, id: message_id });
    for (const list of [versions[0]?.embeds, embeds]) {
      expect(list).toMatchObject([
        { type: "poll", poll: { id: poll_id, total_votes: 1, user_votes: ["1"] } },
      ]);
    }
    const pages: (readonly WireMessage[])[] = [
      (await nora.request("messages_get", { ...at })).messages,
      (await nora.request("messages_get", { ...at, start: message.id })).messages,
      (await nora.request("messages_around", { ...at, around: message.id })).messages,
      [(await nora.request("message_get", { ...at, id: message_id })).message],
      (await nora.request("messages_pinned", { ...at })).messages,
      (await nora.request("messages_search", { ...at, query: "soup" })).results,
      (await nora.request("pings_get")).messages,
    ];
    if ("thread_id" in at) pages.push((await nora.request("thread_messages", { thread_id })).messages);
    for (const page of pages) {
      expect(pollOf(page.find(({ id }) => id === message_id))).toMatchObject({
        id: poll_id,
        total_votes: 1,
        user_votes: ["1"],
      });
    }
  }
});

describe("its message", () => {
  test("may get a text and embeds, which leave the poll in place", async () => {
    const { mira, nora } = await cast();
    const { poll_id, message_id: id } = await ask(nora);
    await vote(nora, poll_id, "0");
    await mira.news();
    await nora.request("message_edit", {
      channel: "general",
      id,
      content: "hungry",
      embeds: [{ title: "Menu" }],
    });
    await nora.request("message_edit", { channel: "general", id, content: "", embeds: [] });
    const edits = await mira.news();
    expect(edits).toMatchObject([
      { message: { content: "hungry", embeds: [{ poll: { id: poll_id } }, { title: "Menu" }] } },
      { message: { content: "", embeds: [{ poll: { id: poll_id, total_votes: 1 } }] } },
    ]);
    expect(JSON.stringify(edits)).not.toContain("user_votes");
    // The poll counts among the ten.
    const fill = (count: number) =>
      nora.request("message_edit", { channel: "general", id, embeds: Array(count).fill({ title: "x" }) });
    expect(await refusal(fill(10))).toBe("invalid_field");
    expect(await mira.news()).toEqual([]);
    expect((await fill(9)).message.embeds).toHaveLength(10);
  });

  test("takes it along when it is deleted", async () => {
    const { mira, nora } = await cast();
    const { poll_id, message_id } = await ask(nora);
    await vote(mira, poll_id, "0");
    await nora.request("message_delete", { channel: "general", id: message_id });
    expect(await refusal(vote(mira, poll_id, "1"))).toBe("poll_not_found");
    expect(await refusal(mira.request("poll_get", { message_id }))).toBe("poll_not_found");
  });
});

describe("access to polls", () => {
  test("poll_create and poll_end need view", async () => {
    const { olga, mira, nora } = await cast();
    const { poll_id, message_id } = await ask(mira, { channel: "vault" });
    const thread_id = await startFood(mira, "den");
    const inThread = (await ask(mira, { thread_id })).poll_id;
    await olga.request("role_update", { name: "user", permissions: ["manage_messages"] });
    await nora.news();
    expect(await refusal(ask(nora, { channel: "vault" }))).toBe("channel_not_found");
    expect(await refusal(ask(nora, { thread_id }))).toBe("thread_not_found");
    for (const named of [{ poll_id }, { message_id }, { poll_id: inThread }]) {
      for (const command of ["poll_end", "poll_get", "poll_results"] as const) {
        expect(await refusal(nora.request(command, named))).toBe("poll_not_found");
      }
      expect(await refusal(nora.request("poll_vote", { ...named, option_ids: ["0"] }))).toBe(
        "poll_not_found",
      );
    }
    expect(await nora.news()).toEqual([]);
  });

  test("no id of a user leaves the server, and no voter while it runs", async () => {
    const { olga, mira, nora } = await cast();
    const received: unknown[] = [];
    olga.on("event", (event) => received.push(event));
    const { poll_id, message_id: id } = await ask(nora);
    for (const voter of [mira, nora]) await vote(voter, poll_id, "0");
    received.push(await olga.request("poll_results", { poll_id }), await shown(olga));
    const running = JSON.stringify(received.splice(0));
    expect(running).not.toContain("mira");
    await nora.request("poll_end", { poll_id });
    await nora.request("message_edit", { channel: "general", id, content: "it is over" });
    received.push(await olga.request("message_history", { channel: "general", id }));
    received.push(await olga.request("poll_results", { poll_id }), await shown(olga));
    for (const { user } of [mira, nora]) expect(running + JSON.stringify(received)).not.toContain(user.id);
  });

  test("events of a poll in a thread go to the viewers of its forum, whatever channel the request names", async () => {
    const { olga, mira, nora } = await cast();
    const thread_id = await startFood(mira, "den");
    for (const member of [olga, nora]) await member.news();
    const { poll_id, channel } = await ask(mira, { channel: "general", thread_id });
    await vote(mira, poll_id, "0");
    await mira.request("poll_end", { poll_id });
    expect(channel).toBe("den");
    const at = { channel: "den", thread_id };
    expect(await olga.news()).toMatchObject([
      { cmd: "message_new", ...at },
      { cmd: "poll_vote_update", ...at },
      { cmd: "poll_end", ...at },
    ]);
    expect(await nora.news()).toEqual([]);
  });

  test("polls and votes go with their thread or channel, and can't be found from that moment", async () => {
    const { olga, mira, nora } = await cast();
    const thread_id = await startFood(nora);
    const polls = [await ask(nora, { thread_id }), await ask(mira, { channel: "vault", duration_hours: 1 })];
    const third = await ask(nora);
    for (const { poll_id } of polls) await vote(mira, poll_id, "0");
    await vote(mira, third.poll_id, "0");
    await nora.request("thread_delete", { thread_id });
    await olga.request("channel_delete", { name: "vault" });
    await nora.request("message_delete", { channel: "general", id: third.message_id });
    for (const { poll_id } of polls) {
      expect(await refusal(olga.request("poll_get", { poll_id }))).toBe("poll_not_found");
      expect(await refusal(vote(olga, poll_id, "0"))).toBe("poll_not_found");
    }
    // Purging deletes piece by piece, at the latest after the next start. Without it this loop never ends.
    await town.restart();
    const [again] = await town.people("olga");
    const database = new Database(`${town.server.folder}/db/server.db`, { readonly: true });
    const left = database.query("SELECT poll FROM poll_votes UNION ALL SELECT id FROM polls");
    while (left.all().length > 0) await again.request("ping");
    database.close();
  });

  test("a locked thread takes polls and votes only from members with manage_threads", async () => {
    const { olga, nora } = await cast();
    const thread_id = await startFood(nora);
    const { poll_id } = await ask(nora, { thread_id });
    await olga.request("thread_update", { thread_id, locked: true });
    expect(await refusal(ask(nora, { thread_id }))).toBe("thread_locked");
    expect(await refusal(vote(nora, poll_id, "0"))).toBe("thread_locked");
    expect(await nora.request("poll_results", { poll_id })).toMatchObject({ results: { total_votes: 0 } });
    await ask(olga, { thread_id });
    expect((await vote(olga, poll_id, "0")).results.total_votes).toBe(1);
    // Neither its end nor a vote brings an archived thread back.
    await olga.request("thread_update", { thread_id, locked: false, archived: true });
    await vote(nora, poll_id, "1");
    await olga.request("thread_update", { thread_id, locked: true });
    expect((await nora.request("poll_end", { poll_id })).results.total_votes).toBe(2);
    expect((await nora.request("thread_get", { thread_id })).thread.archived).toBe(true);
  });
});
