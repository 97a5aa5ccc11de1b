import { message, place, type SomeRows } from "./row.ts";

const emoji = "🦊";
const reaction = {
  names: { ...message, emoji: null },
  right: { emoji },
  tells: "named",
  lists: null,
} as const;
const pin = { names: { ...message, pinned: null }, tells: "named", lists: null } as const;

export const messages = {
  embeds_list: { names: message, tells: "named", lists: null },
  message_delete: { names: message, tells: "named", lists: null, ends: true },
  message_edit: {
    names: { ...message, content: null, embeds: null },
    right: { content: "edited" },
    tells: "named",
    lists: null,
  },
  message_get: { names: message, tells: "named", lists: null },
  message_history: { names: message, tells: "named", lists: null },
  message_new: {
    names: {
      ...{ ...place, reply_to: "message", content: null, ping: null, embeds: null, attachments: null },
      // Passed over when it leads nowhere, as from clients that don't know threads.
      ...{ thread: null, alias: null, nonce: null },
    },
    right: { content: "hello" },
    tells: "named",
    lists: null,
  },
  message_pin: pin,
  message_react_add: reaction,
  message_react_remove: reaction,
  message_replies: {
    names: { ...message, limit: null, after: "message" },
    tells: "named",
    lists: null,
    empty: { replies: [] },
  },
  message_unpin: { names: message, tells: "named", lists: null },
  messages_around: { names: { ...place, around: "message", bounds: null }, tells: "named", lists: null },
  messages_get: {
    names: { ...place, start: null, limit: null },
    tells: "named",
    lists: () => ({ general: { channel: "general" } }),
  },
  messages_pinned: {
    names: place,
    tells: "named",
    lists: () => ({ general: { channel: "general" }, help: { channel: "help" } }),
  },
  messages_search: {
    names: { ...place, query: null, limit: null, before: "message" },
    right: { query: "hello" },
    tells: "each",
    lists: (text) => ({
      general: { channel: "general", query: text },
      help: { channel: "help", query: text },
      elsewhere: { channel: "general", query: `${text} in:${text}` },
    }),
    // The query comes back too.
    holds: ({ results }: { results: unknown }) => results,
  },
  pings_get: { names: { limit: null, offset: null }, tells: "each", lists: () => ({ all: { limit: 100 } }) },
  reaction_add: reaction,
  reaction_remove: reaction,
  typing: { names: { ...place, duration: null }, tells: "named", lists: null },
} satisfies SomeRows;
