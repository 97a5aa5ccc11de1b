/** How many unread messages call somebody: a look at the rows themselves, so only where they are few. */
import { keyOf } from "./positions.ts";
import { type Procedure, prepared, rows, sql } from "./procedure.ts";

/** Rows of one room, and of all rooms of one question. Of older ones nobody asks how often they called. */
const mostInRoom = 100;
const mostInAll = 500;

const newestAfter = prepared<{ from: number; to: number; author: string; limit: number }>()((value) =>
  sql
    .selectFrom("messages")
    .select("pings")
    .where("key", ">", value("from"))
    .where("key", "<", value("to"))
    .where("author", "!=", value("author"))
    .orderBy("key", "desc")
    .limit(value("limit")),
);

/** For each room how many messages after the position call the user, by name, by reply or by a role. */
export function* mentionsAfter(
  { user, roles }: { readonly user: string; readonly roles: readonly string[] },
  behind: readonly { readonly room: number; readonly position: number; readonly unread: number }[],
): Procedure<Map<number, number>> {
  const counts = new Map<number, number>();
  let left = mostInAll;
  for (const { room, position, unread } of behind) {
    if (left === 0) break;
    const limit = Math.min(unread, mostInRoom, left);
    left -= limit;
    const range = { from: keyOf(room, position), to: keyOf(room + 1, 0) };
    let count = 0;
    for (const { pings } of yield* rows(newestAfter({ ...range, author: user, limit }))) {
      if (pings === null) continue;
      const called: Record<"users" | "roles" | "replies", readonly string[]> = JSON.parse(pings);
      const byRole = called.roles.some((role) => roles.includes(role));
      if (byRole || called.users.includes(user) || called.replies.includes(user)) count++;
    }
    if (count > 0) counts.set(room, count);
  }
  return counts;
}
