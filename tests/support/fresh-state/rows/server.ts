import type { Rows } from "../cast.ts";

export const reading = {
  ping: {
    asked: ({ paul }) => paul.request("ping", { sent_at: 5 }),
    "by a stranger": ({ stranger }) => stranger.ask({ cmd: "ping" }, "pong"),
  },
} satisfies Rows;
