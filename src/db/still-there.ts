/**
 * A change is decided in memory and stored later, after other changes. By then the things that it names may be gone: a
 * member left, a room was closed, a role was deleted. Each write that stores such an id checks it here, in its own
 * transaction.
 */
import { sql as raw } from "kysely";
import { positionBits } from "./positions.ts";
import { type Procedure, row, type Typed } from "./procedure.ts";

interface Named {
  readonly members?: readonly string[];
  readonly rooms?: readonly number[];
  readonly roles?: readonly string[];
  readonly sessions?: readonly string[];
}

/** Which of the ids in a JSON list lead to no row. */
const missing =
  (rows: string) =>
  (ids: string): Typed<{ id: string | number }> => ({
    text: `SELECT value AS "id" FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM ${rows}) LIMIT 1`,
    values: [ids],
  });
const kinds = [
  ["members", missing(`users WHERE users.id = value AND left_at IS NULL`)],
  ["rooms", missing(`channels WHERE channels.id = value AND deleted_at IS NULL`)],
  ["roles", missing(`roles WHERE roles.id = value`)],
  ["sessions", missing(`login_sessions WHERE login_sessions.id = value`)],
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

/**
 * For statements that look for a message: its room is open. A message of a closed one waits to be purged. SQLite takes
 * ten times as long for the same as `exists`.
 */
export const roomIsOpen = raw<boolean>`(
  select deleted_at is null from channels where channels.id = messages.key >> ${raw.lit(positionBits)}
)`;
