import { expect } from "bun:test";
import { ask, now, type Rows, refused, rest } from "../fresh-state/cast.ts";
import { place, type SomeRows } from "../registry/row.ts";

const poll = { poll_id: "poll", message_id: "asking" } as const;

export const rows = {
  poll_create: {
    names: {
      ...place,
      question: null,
      options: null,
      allow_multiselect: null,
      expires_at: null,
      duration_hours: null,
    },
    right: { question: "Tea?", options: ["yes", "no"] },
    tells: "named",
    lists: null,
    whileLow: "refused",
  },
  poll_end: { names: poll, tells: "named", lists: null, whileLow: "works" },
  poll_get: { names: poll, tells: "named", lists: null, whileLow: "works" },
  poll_results: { names: poll, tells: "named", lists: null, whileLow: "works" },
  poll_vote: {
    names: { ...poll, option_ids: null, option_id: null },
    right: { option_ids: ["0"] },
    tells: "named",
    lists: null,
    whileLow: "refused",
  },
} satisfies SomeRows;

export const changing = {
  poll_create: {
    "by each permitted member": async ({ olga, mira, nora }) => {
      for (const author of [olga, mira, nora]) await ask(author, { channel: "general" });
    },
    "the first of a channel": ({ nora }) => ask(nora, { channel: "tea" }),
    "in threads, an archived one among them": async ({ olga, mira, threads }) => {
      for (const thread_id of [threads.rules, threads.heist]) await ask(olga, { thread_id });
      await mira.request("message_new", { thread_id: threads.heist, content: "soup" });
    },
    "then edited, and deleted": async ({ mira }) => {
      const { message_id: id } = await ask(mira, { channel: "tea" });
      await mira.request("message_edit", { channel: "tea", id, content: "say!", embeds: [{ title: "Tea" }] });
      await (await ask(mira, { channel: "tea" })).vote(mira, "0");
      await mira.request("message_delete", { channel: "tea", id });
    },
    refused: ({ nora, paul, threads }) =>
      Promise.all([
        refused(ask(nora, { channel: "vault" }), "channel_not_found"),
        refused(ask(nora, { channel: "help" }), "channel_wrong_type"),
        refused(ask(nora, { thread_id: threads.rules }), "thread_locked"),
        refused(ask(paul, { channel: "general" }), "timed_out"),
      ]),
  },
  poll_vote: {
    "by several, one from two places": async ({ olga, mira, again, nora }) => {
      const { vote } = await ask(nora, { channel: "general" });
      for (const voter of [olga, mira, nora]) await vote(voter, "0");
      await vote(again, "1");
      await vote(olga);
    },
    "several options, in a thread, edited between": async ({ mira, nora, threads }) => {
      const { vote, message_id: id } = await ask(nora, { thread_id: threads.crash }, true);
      await vote(nora, "0", "1");
      await vote(mira, "1");
      await nora.request("message_edit", { channel: "help", id, content: "now" });
      await vote(nora, "1");
    },
    refused: async ({ nora, olga }) => {
      const { vote } = await ask(nora, { channel: "general" });
      await refused(vote(olga, "0", "1"), "poll_single_choice");
      await refused(vote(olga, "2"), "poll_option_invalid");
    },
  },
  poll_end: {
    "with votes, of a member who is then renamed": async ({ join, town, olga, nora, mira }) => {
      const { vote, poll_id } = await ask(nora, { channel: "general" });
      for (const voter of [olga, mira, nora]) await vote(voter, "1");
      await nora.request("poll_end", { poll_id });
      town.rotur.account("elinor", nora.user.id);
      await join("nora");
    },
    "by a moderator": async ({ olga, nora }) =>
      olga.request("poll_end", { message_id: (await ask(nora, { channel: "general" })).message_id }),
    "by itself": async ({ nora, mira }) => {
      const expires_at = now() / 1000 + 1;
      const { vote, poll_id } = await ask(nora, { channel: "general", expires_at });
      await vote(mira, "1");
      const over = Promise.all([nora, mira].map((each) => each.next("poll_end")));
      rest();
      expect((await over)[0]).toMatchObject({ poll_id, results: { ended_at: expires_at } });
    },
    refused: async ({ olga, nora, mira }) => {
      const { poll_id, vote } = await ask(olga, { channel: "general" });
      await refused(nora.request("poll_end", { poll_id }), "permission_required");
      await olga.request("poll_end", { poll_id });
      await refused(olga.request("poll_end", { poll_id }), "poll_already_ended");
      await refused(vote(mira, "0"), "poll_ended");
    },
  },
} satisfies Rows;

export const reading = {
  poll_get: {
    "by members who voted, and who did not": async ({ olga, mira, poll: { poll_id, message_id } }) => {
      await mira.request("poll_get", { poll_id });
      await olga.request("poll_get", { message_id });
    },
    "refused: out of sight": ({ nora, poll: { poll_id } }) =>
      refused(nora.request("poll_get", { poll_id }), "poll_not_found"),
    refused: ({ paul }) => refused(paul.request("poll_get", { poll_id: "nothing" }), "poll_not_found"),
  },
  poll_results: {
    "while it runs": async ({ olga, mira, poll: { poll_id, message_id } }) => {
      await mira.request("poll_results", { poll_id });
      await olga.request("poll_results", { message_id });
    },
    "refused: out of sight": ({ nora, poll: { poll_id } }) =>
      refused(nora.request("poll_results", { poll_id }), "poll_not_found"),
    refused: ({ paul }) => refused(paul.request("poll_results", { message_id: "x" }), "poll_not_found"),
  },
} satisfies Rows;
