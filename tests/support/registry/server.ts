import type { SomeRows } from "./row.ts";

export const server = {
  capabilities: {
    names: { val: null },
    right: { val: [] },
    tells: { nothing: "it is about the program" },
    lists: null,
  },
  ping: { names: { sent_at: null }, tells: { nothing: "it is about the clock" }, lists: null },
} satisfies SomeRows;
