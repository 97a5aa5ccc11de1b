import { type Rows, refused } from "../fresh-state/cast.ts";
import { place, type SomeRows } from "../registry/row.ts";

export const rows = {
  unreads_ack: {
    names: { ...place, message_id: "message", force: null },
    tells: "named",
    lists: null,
    whileLow: "works",
  },
  unreads_count: { names: place, tells: "named", lists: null, whileLow: "works" },
  unreads_get: {
    names: {},
    tells: "each",
    lists: () => ({ all: {} }),
    // A marker goes on naming the message that stood there, which makes nothing unread.
    holds: ({ unreads }: { unreads: object }) => Object.keys(unreads),
    whileLow: "works",
  },
} satisfies SomeRows;

export const changing = {
  unreads_ack: {
    "back to an older one": ({ nora, messages }) =>
      nora.request("unreads_ack", { channel: "general", message_id: messages.opening, force: true }),
    "nothing, forward only": ({ mira, messages }) =>
      mira.request("unreads_ack", { channel: "general", message_id: messages.opening }),
    "with news, half of which is read, and one of the rest deleted": async ({ olga, nora, paul }) => {
      const ids: string[] = [];
      for (const content of ["one", "two @&staff", "three", "four @paul"]) {
        ids.push((await nora.request("message_new", { channel: "general", content })).message.id);
      }
      for (const reader of [olga, paul]) {
        await reader.request("unreads_ack", { channel: "general", message_id: ids[1] ?? "" });
      }
      await nora.request("message_edit", { channel: "general", id: ids[2] ?? "", content: "@olga" });
      await nora.request("message_delete", { channel: "general", id: ids[3] ?? "" });
    },
    "in a thread, of two members who joined": async ({ mira, nora, paul, threads }) => {
      for (const author of [mira, mira, nora]) {
        await author.request("message_new", { thread_id: threads.crash, content: "hello" });
      }
      await paul.request("unreads_ack", { thread_id: threads.crash });
    },
    "of the newest, which is then deleted": async ({ olga, again }) => {
      const { message } = await olga.request("message_new", { channel: "vault", content: "@mira" });
      await again.request("unreads_ack", { channel: "vault" });
      await olga.request("message_delete", { channel: "vault", id: message.id });
    },
    refused: ({ nora, inCrash }) =>
      Promise.all([
        refused(nora.request("unreads_ack", { channel: "vault" }), "channel_not_found"),
        refused(
          nora.request("unreads_ack", { channel: "general", message_id: inCrash }),
          "message_not_found",
        ),
      ]),
  },
} satisfies Rows;

export const reading = {
  unreads_get: { asked: ({ paul }) => paul.request("unreads_get") },
  unreads_count: {
    asked: ({ nora, threads }) => nora.request("unreads_count", { thread_id: threads.rules }),
    refused: ({ nora }) => refused(nora.request("unreads_count", { channel: "vault" }), "channel_not_found"),
  },
} satisfies Rows;
