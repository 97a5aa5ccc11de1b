/** Says what a database holds. */

import type { Backup } from "../backup/backup.ts";

/** What a database holds, in words. */
export function held({ members, messages, newest }: Pick<Backup, "members" | "messages" | "newest">): string {
  const last = newest === null ? "" : `, the newest of ${new Date(newest * 1000).toISOString()}`;
  return `${counted(members, "member")} and ${counted(messages, "message")}${last}`;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
