/** Requests that read before they decide: what changes meanwhile counts. */
import { afterEach, describe, expect, test } from "bun:test";
import { holdReads, holdWrites } from "./support/hold.ts";
import { actions, allow, only, say } from "./support/places.ts";
import { openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

describe("a request that reads is decided by the state after the read", () => {
  /** Olga the owner, mira who moderates and nora; in #help a message of each of them, and a poll of olga's. */
  async function forum() {
    town = await openTown({ config: { rate_limiting: { enabled: false } } });
    const [olga, mira, nora] = await town.people("olga", "mira", "nora");
    await olga.request("role_create", { name: "guest" });
    await olga.request("role_create", { name: "warden", permissions: ["manage_messages"] });
    await town.roles("mira", "warden", "user");
    const permissions = only(
      "user",
      actions.filter((action) => action !== "delete"),
    );
    await olga.request("channel_create", { name: "help", type: "forum", permissions });
    const { thread } = await olga.request("thread_create", { channel: "help", name: "Printer" });
    const thread_id = thread.id;
    const hers = await say(mira, { thread_id }, "hers");
    const theirs = await say(nora, { thread_id }, "theirs");
    const question = { thread_id, question: "Lunch?", options: ["soup", "salad"] };
    const { poll_id } = await olga.request("poll_create", question);
    const contents = async () =>
      (await nora.request("messages_get", { thread_id })).messages.map(({ content }) => content);
    for (const member of [olga, mira, nora]) await member.news();
    return { olga, mira, nora, thread_id, hers, theirs, poll_id, contents };
  }
  type Cast = Awaited<ReturnType<typeof forum>>;
  const edit = ({ mira, hers }: Cast) =>
    mira.request("message_edit", { channel: "help", id: hers, content: "worse" });
  const remove = ({ mira, theirs }: Cast) => mira.request("message_delete", { channel: "help", id: theirs });
  const vote = ({ mira, poll_id }: Cast) => mira.request("poll_vote", { poll_id, option_ids: ["0"] });
  const end = ({ mira, poll_id }: Cast) => mira.request("poll_end", { poll_id });
  const react = ({ mira, hers }: Cast) =>
    mira.request("message_react_add", { channel: "help", id: hers, emoji: "👍" });

  type Act = (cast: Cast) => Promise<unknown>;
  /** The close code of the removed member's connection. */
  const closed = "1000";
  const ban: Act = ({ olga }) => olga.request("user_ban", { user: "mira" });
  const kick: Act = ({ olga }) => olga.request("user_kick", { user: "mira" });
  const mute: Act = ({ olga }) => olga.request("user_timeout", { user: "mira", timeout: 60 });
  const demote: Act = ({ olga }) => olga.request("user_roles_set", { user: "mira", roles: ["user"] });
  const lock: Act = ({ olga, thread_id }) => olga.request("thread_update", { thread_id, locked: true });
  const hide: Act = ({ olga }) => allow(olga, "help", only("guest", actions));

  test.each<[string, Act, Act, string]>([
    ["an edit by a banned member", edit, ban, closed],
    ["a vote by a banned member", vote, ban, closed],
    ["a poll's end by a kicked member", end, kick, closed],
    ["a deletion by a kicked member", remove, kick, closed],
    ["an edit by a muted member", edit, mute, "timed_out"],
    ["a vote by a muted member", vote, mute, "timed_out"],
    ["a reaction by a muted member", react, mute, "timed_out"],
    ["a deletion by a former moderator", remove, demote, "delete_denied"],
    ["a poll's end by a former moderator", end, demote, "permission_required"],
    ["an edit in a thread that is locked", edit, lock, "thread_locked"],
    ["a vote in a thread that is locked", vote, lock, "thread_locked"],
    ["an edit in a forum out of sight", edit, hide, "channel_not_found"],
    ["a vote in a forum out of sight", vote, hide, "poll_not_found"],
  ])("%s meanwhile", async (_what, act, meanwhile, answer) => {
    const people = await forum();
    const before = await people.contents();
    const reads = holdReads(town.server);
    const asked = act(people).then(
      () => "done",
      (error: Error & { code?: string | number }) => String(error.code ?? error.message),
    );
    await reads.asked(1);
    await meanwhile(people);
    reads.release();
    expect(await asked).toBe(answer);
    await people.olga.request("ping");
    const told = (await people.olga.news()).map(({ cmd }) => cmd);
    for (const cmd of [
      "message_edit",
      "message_delete",
      "poll_vote_update",
      "poll_end",
      "message_react_add",
    ]) {
      expect(told).not.toContain(cmd);
    }
    const stored = await people.olga.request("poll_results", { poll_id: people.poll_id });
    expect(stored.results).toMatchObject({ total_votes: 0, ended: false });
    const { messages } = await people.olga.request("messages_get", { thread_id: people.thread_id });
    expect(messages.map(({ content }) => content)).toEqual(before);
    expect(messages.flatMap(({ reactions }) => Object.keys(reactions ?? {}))).toEqual([]);
  });

  test("votes and a poll's end are sent to the viewers, even when the author has lost sight of the poll meanwhile", async () => {
    for (const [act, cmd] of [
      [vote, "poll_vote_update"],
      [end, "poll_end"],
    ] as const) {
      const people = await forum();
      await town.roles("nora", "guest", "user");
      await people.nora.news();
      const writes = holdWrites(town.server);
      const hidden = hide(people);
      await writes.asked(1);
      const asked = refusal(act(people));
      await writes.asked(2);
      writes.release();
      await hidden;
      expect(await asked).toBe("poll_not_found");
      expect((await people.nora.news()).map((event) => event.cmd)).toContain(cmd);
      expect((await people.mira.news()).map((event) => event.cmd)).not.toContain(cmd);
      if (cmd === "poll_vote_update") await town.close();
    }
  });
});
