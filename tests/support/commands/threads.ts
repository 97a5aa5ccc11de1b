import { give, type Rows, refused } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";

const thread = { names: { thread_id: "thread" }, tells: "named", lists: null } as const;
const start = {
  names: { channel: "channel", name: null, content: null },
  right: { name: "another" },
  tells: "named",
  lists: null,
} as const;

export const rows = {
  thread_create: { ...start, whileLow: "refused" },
  thread_delete: { ...thread, ends: true, whileLow: "works" },
  thread_get: { ...thread, whileLow: "works" },
  thread_join: { ...thread, whileLow: "works" },
  thread_leave: { ...thread, whileLow: "works" },
  thread_messages: {
    names: { thread_id: "thread", start: null, limit: null },
    tells: "named",
    lists: null,
    whileLow: "works",
  },
  thread_new: { ...start, whileLow: "refused" },
  thread_pin: { ...thread, whileLow: "works" },
  thread_unpin: { ...thread, whileLow: "works" },
  thread_update: {
    names: { thread_id: "thread", name: null, locked: null, archived: null },
    right: { name: "another" },
    tells: "named",
    lists: null,
    whileLow: "works",
  },
  threads_get: {
    names: { channel: "channel", limit: null, offset: null, before: "thread" },
    tells: "named",
    lists: () => ({ help: { channel: "help" } }),
    whileLow: "works",
  },
} satisfies SomeRows;

export const changing = {
  thread_create: {
    "without a message": ({ nora }) => nora.request("thread_create", { channel: "help", name: "Quiet" }),
    "with one": ({ mira }) =>
      mira.request("thread_create", { channel: "den", name: "Plan B", content: "for @olga" }),
    "which is then written in": async ({ nora, mira }) => {
      const { thread } = await nora.request("thread_create", { channel: "help", name: "Busy" });
      await mira.request("message_new", { thread_id: thread.id, content: "hello" });
    },
    "by a client that gets thread_new": async ({ nora }) => {
      await nora.request("threads_get", { channel: "help" });
      await nora.request("thread_create", { channel: "help", name: "Again" });
    },
    refused: ({ nora, paul }) =>
      Promise.all([
        refused(nora.request("thread_create", { channel: "den", name: "x" }), "channel_not_found"),
        refused(nora.request("thread_create", { channel: "tea", name: "x" }), "not_a_forum"),
        refused(nora.request("thread_create", { channel: "help", name: " " }), "thread_name_invalid"),
        refused(paul.request("thread_create", { channel: "help", name: "x" }), "timed_out"),
      ]),
  },
  thread_new: {
    "with a message": ({ olga }) =>
      olga.request("thread_new", { channel: "help", name: "News", content: "hear, @&staff" }),
  },
  thread_update: {
    renamed: ({ nora, threads }) =>
      nora.request("thread_update", { thread_id: threads.crash, name: "It crashed" }),
    archived: ({ nora, threads }) =>
      nora.request("thread_update", { thread_id: threads.crash, archived: true }),
    "brought back by a message": ({ mira, threads }) =>
      mira.request("message_new", { thread_id: threads.crash, content: "still?" }),
    locked: ({ olga, threads }) => olga.request("thread_update", { thread_id: threads.crash, locked: true }),
    "a private one": ({ mira, threads }) =>
      mira.request("thread_update", { thread_id: threads.heist, name: "Party" }),
    refused: ({ nora, mira, threads }) =>
      Promise.all([
        refused(nora.request("thread_update", { thread_id: threads.heist, name: "x" }), "thread_not_found"),
        refused(mira.request("thread_update", { thread_id: threads.crash, name: "x" }), "thread_denied"),
        refused(nora.request("thread_update", { thread_id: threads.crash, locked: false }), "thread_denied"),
      ]),
  },
  thread_pin: {
    pinned: ({ olga, threads }) => olga.request("thread_pin", { thread_id: threads.crash }),
    refused: ({ nora, threads }) =>
      refused(nora.request("thread_pin", { thread_id: threads.crash }), "permission_required"),
  },
  thread_unpin: {
    "pinned and unpinned": async ({ olga, threads }) => {
      await olga.request("thread_pin", { thread_id: threads.heist });
      await olga.request("thread_unpin", { thread_id: threads.heist });
    },
  },
  thread_join: {
    joined: ({ mira, threads }) => mira.request("thread_join", { thread_id: threads.crash }),
    again: ({ mira, threads }) => mira.request("thread_join", { thread_id: threads.crash }),
    refused: ({ nora, threads }) =>
      Promise.all([
        refused(nora.request("thread_join", { thread_id: threads.heist }), "thread_not_found"),
        refused(nora.request("thread_join", { thread_id: threads.rules }), "thread_locked"),
      ]),
  },
  thread_leave: {
    left: ({ paul, threads }) => paul.request("thread_leave", { thread_id: threads.crash }),
    "by a member who can no longer view it": async ({ olga, mira, threads }) => {
      await give(olga, "mira", "user");
      await mira.request("thread_leave", { thread_id: threads.heist });
    },
    "by its creator": ({ nora, threads }) => nora.request("thread_leave", { thread_id: threads.crash }),
    "by one of several": async ({ mira, olga, threads }) => {
      await mira.request("thread_join", { thread_id: threads.crash });
      await olga.request("thread_join", { thread_id: threads.crash });
      await olga.request("thread_leave", { thread_id: threads.crash });
    },
  },
  thread_delete: {
    "an own one": ({ nora, threads }) => nora.request("thread_delete", { thread_id: threads.crash }),
    refused: ({ nora, mira, threads }) =>
      Promise.all([
        refused(nora.request("thread_delete", { thread_id: threads.heist }), "thread_not_found"),
        refused(mira.request("thread_delete", { thread_id: threads.rules }), "thread_denied"),
      ]),
    "the private one": ({ olga, threads }) => olga.request("thread_delete", { thread_id: threads.heist }),
    "all that are left, with their forum": ({ olga }) => olga.request("channel_delete", { name: "help" }),
  },
} satisfies Rows;

export const reading = {
  thread_get: {
    asked: ({ nora, threads }) => nora.request("thread_get", { thread_id: threads.rules }),
    refused: ({ nora, threads }) =>
      refused(nora.request("thread_get", { thread_id: threads.heist }), "thread_not_found"),
  },
  threads_get: {
    asked: ({ nora }) => nora.request("threads_get", { channel: "help" }),
    refused: ({ nora }) => refused(nora.request("threads_get", { channel: "den" }), "channel_not_found"),
  },
  thread_messages: {
    asked: ({ nora, threads }) => nora.request("thread_messages", { thread_id: threads.rules }),
    refused: ({ nora, threads }) =>
      refused(nora.request("thread_messages", { thread_id: threads.heist }), "thread_not_found"),
  },
} satisfies Rows;
