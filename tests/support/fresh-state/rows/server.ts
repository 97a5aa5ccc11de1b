import type { Rows } from "../cast.ts";

export const reading = {
  capabilities: { told: ({ again }) => again.request("capabilities", { val: ["message_get"] }) },
  ping: {
    asked: ({ paul }) => paul.request("ping", { sent_at: 5 }),
    "by a stranger": ({ stranger }) => stranger.ask({ cmd: "ping" }, "pong"),
  },
} satisfies Rows;
