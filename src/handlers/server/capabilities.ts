import { Type } from "@sinclair/typebox";
import { command } from "../command.ts";

export const capabilities = command({
  name: "capabilities",
  summary:
    "Tells the server which packets the client understands. From then on this connection has the extended profile: pages of `messages_get` carry `val` beside `messages`.",
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
      description: "Feature marks of the request that this server has too; none yet",
    }),
  }),
  events: [],
  errors: [],
  handler: () => ({ effects: [{ kind: "extended" }], reply: { val: [] } }),
});
