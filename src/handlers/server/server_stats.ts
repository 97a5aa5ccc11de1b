import { Type } from "@sinclair/typebox";
import { serverStats as statsOf } from "../../actions/server/stats.ts";
import { ServerStatsObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const serverStats = command({
  name: "server_stats",
  summary:
    "Tells how much there is on the server, and how it does. Messages and files are counted once a minute.",
  login: "required",
  timedOut: "allowed",
  permission: "manage_server",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ stats: ServerStatsObject }),
  events: [],
  errors: [],
  handler: async ({ figures, state, now }) => ({ reply: { stats: await statsOf(figures, state, now) } }),
});
