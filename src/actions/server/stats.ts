/** The figures of `server_stats`, also for the command line. */
import { headCount } from "../../chat/head-count.ts";
import type { State } from "../../chat/state.ts";
import type { ServerFigures } from "../../db/server-figures.ts";

/** How much there is on the server, and how it does. */
export interface Figures {
  /** Counted anew when they are a minute old. */
  counted(): Promise<ServerFigures>;
  measured(): MeasuredFigures;
}

export interface MeasuredFigures {
  /** Unix seconds. */
  readonly startedAt: number;
  readonly version: string;
  /** Connections that are logged in. */
  readonly connected_users: number;
  /** Bytes. */
  readonly memory: number;
  readonly database: number;
  readonly disk_free: number | null;
  /** Seconds. */
  readonly event_loop_delay: number;
}

/** What memory and the database know of the server. It is the same for a stopped server. */
export function contentStats(state: State, { messages, recent, files }: ServerFigures) {
  const { members, online } = headCount(state);
  const threads = state.channels.reduce((sum, { id }) => sum + state.threadsOf(id).length, 0);
  return {
    online_users: online,
    total_users: members,
    total_channels: state.channels.length,
    total_threads: threads,
    total_roles: state.roles.byId.size,
    total_messages: messages,
    messages_last_24h: recent,
    attachments: files,
  };
}

/** @param now milliseconds since the epoch */
export async function serverStats(figures: Figures, state: State, now: number) {
  const counted = await figures.counted();
  const { startedAt, ...measured } = figures.measured();
  return {
    uptime: now / 1000 - startedAt,
    started_at: startedAt,
    ...measured,
    ...contentStats(state, counted),
  };
}
