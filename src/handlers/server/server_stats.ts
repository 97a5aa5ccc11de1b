import { Type } from "@sinclair/typebox";
import { headCount } from "../../chat/head-count.ts";
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
  async handler({ figures, state, now }) {
    const { messages, recent, files } = await figures.counted();
    const { startedAt, ...measured } = figures.measured();
    const { members, online } = headCount(state);
    const threads = state.channels.reduce((sum, { id }) => sum + state.threadsOf(id).length, 0);
    return {
      reply: {
        stats: {
          uptime: now / 1000 - startedAt,
          started_at: startedAt,
          ...measured,
          online_users: online,
          total_users: members,
          total_channels: state.channels.length,
          total_threads: threads,
          total_roles: state.roles.byId.size,
          total_messages: messages,
          messages_last_24h: recent,
          attachments: files,
        },
      },
    };
  },
});
