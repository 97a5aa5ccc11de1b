/** The newest stored event. */
import { type Procedure, prepared, read, row, sql } from "./procedure.ts";

const newestAudit = prepared<Record<never, never>>()(() =>
  sql.selectFrom("audit").select((eb) => eb.fn.max<number | null>("at").as("at")),
);
const newestMessage = prepared<Record<never, never>>()(() =>
  sql.selectFrom("channels").select((eb) => eb.fn.max<number | null>("last_at").as("at")),
);
const newestMember = prepared<Record<never, never>>()(() =>
  sql.selectFrom("users").select((eb) => eb.fn.max<number | null>("created_at").as("at")),
);

/** When something was stored last, in milliseconds since the epoch: an audit entry, a message or a member. */
export const newestEvent = read("audit.newest_event", function* (_input: Record<never, never>): Procedure<
  number | null
> {
  const audit = ((yield* row(newestAudit({})))?.at ?? 0) * 1000;
  const message = ((yield* row(newestMessage({})))?.at ?? 0) / 1000;
  const member = ((yield* row(newestMember({})))?.at ?? 0) * 1000;
  return Math.max(audit, message, member) || null;
});
