/** Bans, with the actor and the reason. Memory holds only their time. */
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { requireThere } from "./still-there.ts";

export interface Ban {
  /** Unix seconds. */
  readonly at: number;
  /** User id of the actor, or null for a hand edit. */
  readonly by: string | null;
  readonly reason: string | null;
}

const banRow = prepared<{ id: string; at: number | null; by: string | null; reason: string | null }>()(
  (value) =>
    sql
      .updateTable("users")
      .set({ banned_at: value("at"), banned_by: value("by"), ban_reason: value("reason") })
      .where("id", "=", value("id")),
);

/** Bans a member, or lifts the ban: null. */
export const setBan = write("user.ban", function* (input: { id: string; ban: Ban | null }): Procedure<null> {
  yield* changeBan(input.id, input.ban);
  return null;
});

/** Part of larger changes: see `setBan`. */
export function* changeBan(id: string, ban: Ban | null): Procedure<void> {
  yield* requireThere({ members: [id] });
  yield banRow({ id, at: ban?.at ?? null, by: ban?.by ?? null, reason: ban?.reason ?? null });
}

const reasonRow = prepared<{ id: string }>()((value) =>
  sql.selectFrom("users").select("ban_reason").where("id", "=", value("id")),
);

/** Why the member is banned; null: no reason was given, or they aren't. */
export const banReason = read("user.ban_reason", function* (input: { id: string }): Procedure<string | null> {
  return (yield* row(reasonRow(input)))?.ban_reason ?? null;
});

const bannedRows = prepared<Record<never, never>>()(() =>
  sql
    .selectFrom("users")
    .select(["id", "banned_at", "banned_by", "ban_reason"])
    .where("banned_at", "is not", null)
    .where("left_at", "is", null)
    .orderBy("ordinal"),
);

/** All bans with their details, in the order in which the members joined. */
export const allBans = read("users.bans", function* (_input: Record<never, never>): Procedure<
  (Ban & { readonly id: string })[]
> {
  return (yield* rows(bannedRows({}))).map((found) => ({
    id: found.id,
    at: found.banned_at ?? 0,
    by: found.banned_by,
    reason: found.ban_reason,
  }));
});
