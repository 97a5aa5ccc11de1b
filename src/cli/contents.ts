import type { Backup } from "../backup.ts";

/** What a database holds, in words. */
export function held({ members, messages, newest }: Pick<Backup, "members" | "messages" | "newest">): string {
  const last = newest === null ? "" : `, the newest of ${new Date(newest * 1000).toISOString()}`;
  return `${members} members and ${messages} messages${last}`;
}
