/**
 * An index from users and roles to the messages that mention them. Each row follows from a message's `pings`, so these
 * name the rows to remove when a message changes or is deleted.
 */
import { sql as raw } from "kysely";
import { roomOf } from "./positions.ts";
import { type Procedure, prepared, rows, sql } from "./procedure.ts";

interface Pings {
  /** User ids. */
  readonly users: readonly string[];
  readonly replies: readonly string[];
  /** Role ids. */
  readonly roles: readonly string[];
}

/** The columns of a message that its mentions repeat. */
export interface Calling {
  readonly key: number;
  readonly at: number;
  readonly author: string;
}

const insertRow = prepared<{
  target: string;
  room: number;
  message: number;
  at: number;
  author: string;
  several: number;
}>()((value) =>
  sql
    .insertInto("mentions")
    .values({
      target: value("target"),
      room: value("room"),
      message: value("message"),
      at: value("at"),
      author: value("author"),
      several: value("several"),
    })
    .onConflict((conflict) => conflict.doNothing()),
);
const deleteRow = prepared<{ target: string; room: number; message: number }>()((value) =>
  sql
    .deleteFrom("mentions")
    .where("target", "=", value("target"))
    .where("room", "=", value("room"))
    .where("message", "=", value("message")),
);

/** The values of `target` for these users and roles. */
export function targetsOf(users: readonly string[], roles: readonly string[]): string[] {
  return [...users.map((id) => `@${id}`), ...roles.map((id) => `&${id}`)];
}

function targets(pings: Pings | null): ReadonlySet<string> {
  return pings ? new Set(targetsOf([...pings.users, ...pings.replies], pings.roles)) : none;
}
const none: ReadonlySet<string> = new Set();

/** Part of larger changes: the mentions of a message change. Null = none. */
export function* changeMentions(
  { key, at, author }: Calling,
  before: Pings | null,
  after: Pings | null,
): Procedure<void> {
  const [old, now] = [targets(before), targets(after)];
  const room = roomOf(key);
  const several = Number(now.size > 1);
  const stays = (target: string) => old.has(target) && now.has(target) && several === Number(old.size > 1);
  for (const target of old) if (!stays(target)) yield deleteRow({ target, room, message: key });
  for (const target of now) {
    if (!stays(target)) yield insertRow({ target, room, message: key, at, author, several });
  }
}

const countByRoom = prepared<{ target: string; before: string; me: string }>()((value) =>
  sql
    .selectFrom((eb) =>
      eb
        .selectFrom("mentions")
        .select((count) => ["room", count.fn.countAll<number>().as("count")])
        .where("target", "=", value("target"))
        .where("author", "!=", value("me"))
        // A message that mentions the user twice, by name and by a role, counts once.
        .where((where) =>
          where.or([
            where("several", "=", raw.lit(0)),
            where.not(
              where.exists(
                where
                  .selectFrom("mentions as other")
                  .select("other.message")
                  .where("other.target", "in", raw<string>`(SELECT value FROM json_each(${value("before")}))`)
                  .whereRef("other.room", "=", "mentions.room")
                  .whereRef("other.message", "=", "mentions.message"),
              ),
            ),
          ]),
        )
        .groupBy("room")
        .as("found"),
    )
    .leftJoin("threads", "threads.room", "found.room")
    .select(["found.room", "found.count", "threads.parent"]),
);
const someOf = (order: "asc" | "desc") =>
  prepared<{ target: string; me: string; rooms: string; limit: number }>()((value) =>
    sql
      .selectFrom("mentions")
      .select(["message", "at"])
      .where("target", "=", value("target"))
      .where("author", "!=", value("me"))
      // The sign keeps SQLite from going through room by room, which would have to be sorted.
      .where(raw<number>`+room`, "in", raw<number>`(SELECT value FROM json_each(${value("rooms")}))`)
      .orderBy("at", order)
      .orderBy("message", order)
      .limit(value("limit")),
  );
const newestOf = someOf("desc");
const oldestOf = someOf("asc");

export interface MentionsAsked {
  readonly user: string;
  /** Ids of the user's present roles. */
  readonly roles: readonly string[];
  /** Channels whose history the user may read, with their threads. */
  readonly channels: readonly number[];
  readonly skip: number;
  readonly limit: number;
}

/** Keys of messages of others that mention the user, newest first, and the number of all of them. */
export function* mentionsFor(asked: MentionsAsked): Procedure<{ messages: number[]; total: number }> {
  const { user, roles, skip, limit } = asked;
  const readable = new Set(asked.channels);
  const all = targetsOf([user], roles);
  const rooms = new Set<number>();
  const calling: string[] = [];
  let total = 0;
  for (const [index, target] of all.entries()) {
    const before = JSON.stringify(all.slice(0, index));
    const found = yield* rows(countByRoom({ target, before, me: user }));
    if (found.length > 0) calling.push(target);
    for (const { room, count, parent } of found) {
      if (!readable.has(parent ?? room)) continue;
      rooms.add(room);
      total += count;
    }
  }
  // The room of a message that an earlier target counted is known already, so each target may look into all.
  const within = JSON.stringify([...rooms]);
  const end = Math.min(total, skip + limit);
  // From the nearer end: each target has to be read that far.
  const fromNewest = end <= total / 2;
  const reach = fromNewest ? end : total - Math.min(skip, total);
  const times = new Map<number, number>();
  for (const target of calling) {
    const asked = { target, me: user, rooms: within, limit: reach };
    const found = yield* rows(fromNewest ? newestOf(asked) : oldestOf(asked));
    for (const { message, at } of found) times.set(message, at);
  }
  const sign = fromNewest ? -1 : 1;
  // Two rooms may have messages of the same moment: the key decides, so that pages fit together.
  const sorted = [...times]
    .sort(([message, at], [other, otherAt]) => sign * (at - otherAt || message - other))
    .map(([message]) => message);
  const page = sorted.slice(0, reach);
  return { messages: fromNewest ? page.slice(skip) : page.toReversed().slice(0, limit), total };
}
