/** Replies: mentions of the author, the reference to the message, and lists of replies. */
import { afterEach, describe, expect, test } from "bun:test";
import { cooksIn } from "./support/casts.ts";
import { contents, history, say } from "./support/messages.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
let now = 1_800_000_000_000;
afterEach(() => town.close());

/** Time stands still. */
async function cast(options: TestServerOptions = {}) {
  town = await openTown({ now: () => now, ...options });
  const people = await cooksIn(town);
  now += 2000;
  return people;
}

describe("replies", () => {
  test("name the original and call its author, unless `ping` is false or they are the author", async () => {
    const { mira, nora } = await cast();
    const original = await say(mira, "question");
    const call = { users: [], roles: [], replies: ["mira"] };
    const nobody = { users: [], roles: [], replies: [] };
    const answers = [
      await say(nora, "answer", { reply_to: original.id }),
      await say(nora, "loud", { reply_to: original.id, ping: true }),
      await say(nora, "quiet", { reply_to: original.id, ping: false }),
      await say(mira, "own", { reply_to: original.id }),
    ];
    for (const answer of answers) expect(answer.reply_to).toEqual({ id: original.id, user: "mira" });
    expect(answers.map(({ pings }) => pings)).toEqual([call, call, nobody, nobody]);
    expect(answers.map(({ ping }) => ping)).toEqual([undefined, true, false, undefined]);
    expect((await history(nora)).slice(1)).toEqual(answers);
    expect((await mira.request("message_replies", { channel: "general", id: original.id })).replies).toEqual(
      answers,
    );
    // Without a reply, `ping` has no effect.
    expect(await say(nora, "plain", { ping: false })).toMatchObject({ pings: nobody });
  });

  test("answer only what is in the same channel", async () => {
    const { olga, mira, nora } = await cast();
    const hidden = await say(mira, "recipe", { channel: "kitchen" });
    for (const reply_to of [hidden.id, "nothing", "%", "'; DROP TABLE messages"]) {
      expect(await refusal(say(nora, "x", { reply_to }))).toBe("reply_target_not_found");
    }
    expect(await refusal(say(olga, "x", { reply_to: hidden.id }))).toBe("reply_target_not_found");
  });

  test("stay when the original goes", async () => {
    const { mira, nora } = await cast();
    const original = await say(mira, "question");
    const answer = await say(nora, "answer", { reply_to: original.id });
    await mira.request("message_delete", { channel: "general", id: original.id });
    expect(await history(nora)).toEqual([answer]);
    expect((await mira.request("message_replies", { channel: "general", id: original.id })).replies).toEqual([
      answer,
    ]);
    expect(await refusal(say(nora, "x", { reply_to: original.id }))).toBe("reply_target_not_found");
  });

  test("are listed oldest first, at most as many as asked for, of one channel", async () => {
    const { mira, nora } = await cast();
    const original = await say(mira, "question", { channel: "kitchen" });
    for (const number of [1, 2, 3])
      await say(mira, `answer ${number}`, { channel: "kitchen", reply_to: original.id });
    const ask = (by: Member, channel: string, limit?: number) =>
      by.request("message_replies", { channel, id: original.id, ...(limit !== undefined && { limit }) });
    expect(await ask(mira, "kitchen", 2)).toMatchObject({ channel: "kitchen", message_id: original.id });
    const page = await ask(mira, "kitchen", 2);
    expect([contents(page.replies), page.more]).toEqual([["answer 1", "answer 2"], true]);
    const place = { channel: "kitchen", id: original.id };
    const after = page.replies[1]?.id ?? "";
    const rest = await mira.request("message_replies", { ...place, after });
    expect([contents(rest.replies), rest.more]).toEqual([["answer 3"], false]);
    expect(await refusal(mira.request("message_replies", { ...place, after: "never" }))).toBe(
      "message_not_found",
    );
    expect((await ask(mira, "general")).replies).toEqual([]);
    expect(await refusal(ask(nora, "kitchen"))).toBe("channel_not_found");
    for (const limit of [0, 201, -1, 1.5])
      expect(await refusal(ask(mira, "kitchen", limit))).toBe("invalid_field");
  });
});
