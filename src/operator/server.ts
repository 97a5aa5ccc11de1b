/** How the server does. */
import { contentStats, serverStats } from "../actions/server/stats.ts";
import { serverFigures } from "../db/server-figures.ts";
import type { WireServerStats } from "../protocol/objects.ts";
import type { OperatorParts, Problem } from "./parts.ts";

export interface RunningStatus {
  readonly running: true;
  readonly version: string;
  /** The address that it listens on. */
  readonly url: string;
  readonly public_url: string | null;
  readonly pid: number;
  /** Unix seconds. */
  readonly started_at: number;
  /** Seconds. */
  readonly uptime: number;
  /** Connections that are logged in. */
  readonly connections: number;
}

/** Asked only of a running server. */
export function status({ running, now, publicUrl }: OperatorParts): RunningStatus | Problem {
  if (!running) return { problem: "The server does not run", code: "not_running" };
  const { startedAt, version, connected_users } = running.figures.measured();
  return {
    running: true,
    version,
    url: running.url,
    public_url: publicUrl(),
    pid: process.pid,
    started_at: startedAt,
    uptime: Math.max(0, now() / 1000 - startedAt),
    connections: connected_users,
  };
}

/** Fields of `server_stats`. A stopped server has only those that the database knows. */
export type Stats = Partial<WireServerStats> & { readonly running: boolean };

const dayMilliseconds = 86_400_000;

export async function stats({ running, state, read, now }: OperatorParts): Promise<Stats> {
  if (running) return { running: true, ...(await serverStats(running.figures, state, now())) };
  const counted = await read(serverFigures({ since: (now() - dayMilliseconds) * 1000 }));
  return { running: false, ...contentStats(state, counted) };
}
