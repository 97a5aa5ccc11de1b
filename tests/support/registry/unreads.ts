import { place, type SomeRows } from "./row.ts";

export const unreads = {
  unreads_ack: { names: { ...place, message_id: "message", force: null }, tells: "named", lists: null },
  unreads_count: { names: place, tells: "named", lists: null },
  unreads_get: {
    names: {},
    tells: "each",
    lists: () => ({ all: {} }),
    // A marker goes on naming the message that stood there, which makes nothing unread.
    holds: ({ unreads }: { unreads: object }) => Object.keys(unreads),
  },
} satisfies SomeRows;
