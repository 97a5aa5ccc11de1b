import type { Rows } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";

export const rows = {
  capabilities: {
    names: { val: null },
    right: { val: [] },
    tells: { nothing: "it is about the program" },
    lists: null,
    whileLow: "works",
  },
  ping: {
    names: { sent_at: null },
    tells: { nothing: "it is about the clock" },
    lists: null,
    whileLow: "works",
  },
} satisfies SomeRows;

export const reading = {
  capabilities: { told: ({ again }) => again.request("capabilities", { val: ["message_get"] }) },
  ping: {
    asked: ({ paul }) => paul.request("ping", { sent_at: 5 }),
    "before login": ({ unauthenticated }) => unauthenticated.ask({ cmd: "ping" }, "pong"),
  },
} satisfies Rows;
