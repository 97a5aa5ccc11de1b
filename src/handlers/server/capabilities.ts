import { Type } from "@sinclair/typebox";
import { command } from "../command.ts";

export const capabilities = command({
  name: "capabilities",
  summary:
    "Says what the client understands. From then on the connection has the extended profile: pages of `messages_get` carry `val` beside `messages`.",
  login: "required",
  timedOut: "allowed",
  cost: "none",
  request: Type.Object({
    val: Type.Array(Type.Unknown(), {
      maxItems: 300,
      description: "Names of commands and feature marks; other elements are ignored",
    }),
  }),
  reply: Type.Object({
    val: Type.Array(Type.String(), {
      description: "The feature marks among them that this server has too. It has none yet",
    }),
  }),
  events: [],
  errors: [],
  handler: () => ({ effects: [{ kind: "extended" }], reply: { val: [] } }),
});
