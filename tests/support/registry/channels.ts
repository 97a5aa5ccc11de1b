import type { SomeRows } from "./row.ts";

export const channels = {
  channel_create: {
    names: {
      ...{ name: null, type: null, description: null, display_name: null, icon: null, size: null },
      ...{ slow_mode: null, permissions: null },
    },
    right: { name: "another", type: "text" },
    tells: { nothing: "it answers with the channel that it makes" },
    lists: null,
  },
  channel_delete: { names: { name: "channel" }, tells: "named", lists: null, ends: true },
  channel_move: {
    names: { name: "channel", position: null },
    right: { position: 0 },
    tells: "named",
    lists: null,
  },
  channel_update: {
    names: { current_name: "channel", updates: null },
    right: { updates: { description: "" } },
    tells: "named",
    lists: null,
  },
  channels_get: { names: {}, tells: "each", lists: () => ({ all: {} }) },
} satisfies SomeRows;
