import { Type } from "@sinclair/typebox";
import { openCommand } from "../command.ts";

export const ping = openCommand({
  name: "ping",
  summary: "Answers with `pong` and the server's clock.",
  login: "any",
  cost: "none",
  replyName: "pong",
  request: Type.Object({
    sent_at: Type.Optional(Type.Unknown({ description: "Echoed if it is a finite number" })),
  }),
  reply: Type.Object({
    val: Type.Literal("pong"),
    sent_at: Type.Optional(Type.Number()),
    server_time: Type.Number({ description: "Unix seconds with fraction" }),
  }),
  events: [],
  errors: [],
  handler: ({ now }, { sent_at }) => ({
    reply: {
      val: "pong",
      ...(typeof sent_at === "number" && Number.isFinite(sent_at) && { sent_at }),
      server_time: now / 1000,
    },
  }),
});
