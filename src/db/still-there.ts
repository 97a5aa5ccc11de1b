/**
 * A change is decided in memory and stored later, after other changes. By then the things that it names may be gone: a
 * member left, a room was closed, a role was deleted. Each write that stores such an id checks it here, in its own
 * transaction.
 */
import { sql as raw } from "kysely";
import { type Failure, fail } from "../protocol/errors.ts";
import { positionBits } from "./positions.ts";
import { type Procedure, prepared, row, sql, type Typed } from "./procedure.ts";

interface Named {
  readonly members?: readonly string[];
  readonly rooms?: readonly number[];
  readonly roles?: readonly string[];
}

/** Which of the ids in a JSON list lead to no row. */
const missing =
  (rows: string) =>
  (ids: string): Typed<{ id: string | number }> => ({
    text: `SELECT value AS "id" FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM ${rows}) LIMIT 1`,
    values: [ids],
  });
const missingMember = missing("users WHERE users.id = value AND left_at IS NULL");
const missingSession = missing("login_sessions WHERE login_sessions.id = value");
const kinds = [
  ["members", missingMember],
  ["rooms", missing(`channels WHERE channels.id = value AND deleted_at IS NULL`)],
  ["roles", missing(`roles WHERE roles.id = value`)],
] as const;

/**
 * Part of writes whose decision runs alone, so that nothing should overtake them.
 *
 * @throws Error when something is gone: nothing of the write is stored, and the request fails
 */
export function* requireThere(named: Named): Procedure<void> {
  for (const [kind, firstOf] of kinds) {
    const ids = named[kind];
    if (!ids || ids.length === 0) continue;
    const gone = yield* row(firstOf(JSON.stringify(ids)));
    if (gone) throw new Error(`one of the ${kind} is gone: ${gone.id}`);
  }
}

const roomType = prepared<{ id: number }>()((value) =>
  sql.selectFrom("channels").select(["type", "deleted_at"]).where("id", "=", value("id")),
);

/**
 * Part of writes that others may overtake: the refusal of somebody who is no member any more.
 *
 * @param session a remembered login, which must not have ended either; null: none
 */
export function* refusedAsLeft(
  user: string,
  session: string | null = null,
): Procedure<Failure<"authentication_required"> | null> {
  const left =
    (yield* row(missingMember(JSON.stringify([user])))) ??
    (session === null ? undefined : yield* row(missingSession(JSON.stringify([session]))));
  return left ? fail("authentication_required") : null;
}

/** The user is no member any more, or the room was deleted. */
export type Gone = "authentication_required" | "channel_not_found" | "thread_not_found";

/**
 * Part of writes that others may overtake: what the same request would be refused with now.
 *
 * @param user null: nobody's
 * @param room null: in no room
 */
export function* refusedAsGone(user: string | null, room: number | null): Procedure<Failure<Gone> | null> {
  const left = user === null ? null : yield* refusedAsLeft(user);
  if (left || room === null) return left;
  const found = yield* row(roomType({ id: room }));
  if (found && found.deleted_at === null) return null;
  return fail(found?.type === "thread" ? "thread_not_found" : "channel_not_found");
}

/**
 * For statements that look for a message: its room is open. A message of a closed one waits to be purged. SQLite takes
 * ten times as long for the same as `exists`.
 */
export const roomIsOpen = raw<boolean>`(
  select deleted_at is null from channels where channels.id = messages.key >> ${raw.lit(positionBits)}
)`;
