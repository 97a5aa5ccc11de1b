/** The audit log: actions, actors and targets. Entries are only added, and removed only by age. */
import { type AuditAction, type AuditCategory, auditActions } from "../protocol/audit.ts";
import { isFailure } from "../protocol/errors.ts";
import { begin, type Call, type Procedure, prepared, rows, sql, type Write, write } from "./procedure.ts";
import type { AuditRow } from "./tables.ts";

export interface AuditRecord {
  /** Unique; begins with the milliseconds of `at`, as on the reference server. */
  readonly id: string;
  /** Unix seconds. */
  readonly at: number;
  readonly action: AuditAction;
  readonly actor: { readonly id: string; readonly name: string };
  readonly target: { readonly id: string; readonly name: string | null } | null;
  readonly details: Readonly<Record<string, unknown>>;
  /** The channel that it is about, or a thread's forum. Only members who may view it see the entry. Null = none. */
  readonly channel: number | null;
  /** Text of a deleted message, which is removed earlier than the entry. Null = none, or it is not kept. */
  readonly text: string | null;
}

/** Bytes of the details of one entry, so that the log can't fill the disk. */
const longestDetails = 4096;
const insertRow = prepared<{ [Column in Exclude<keyof AuditRow, "ordinal">]: AuditRow[Column] }>()((value) =>
  sql.insertInto("audit").values({
    id: value("id"),
    at: value("at"),
    action: value("action"),
    category: value("category"),
    actor: value("actor"),
    actor_name: value("actor_name"),
    target: value("target"),
    target_name: value("target_name"),
    details: value("details"),
    channel: value("channel"),
    text: value("text"),
  }),
);
const deleteOld = prepared<{ category: AuditCategory; before: number; limit: number }>()((value) =>
  sql
    .deleteFrom("audit")
    .where("ordinal", "in", (eb) =>
      eb
        .selectFrom("audit")
        .select("ordinal")
        .where("category", "=", value("category"))
        .where("at", "<", value("before"))
        .limit(value("limit")),
    )
    .returning("ordinal"),
);

const dropOldTexts = prepared<{ before: number; limit: number }>()((value) =>
  sql
    .updateTable("audit")
    .set({ text: null })
    .where("ordinal", "in", (eb) =>
      eb
        .selectFrom("audit")
        .select("ordinal")
        .where("text", "is not", null)
        .where("at", "<", value("before"))
        .limit(value("limit")),
    )
    .returning("ordinal"),
);

/** Part of a change that decides itself whether it is recorded; others use `audited`. */
export function* recordAudit(record: AuditRecord): Procedure<void> {
  yield insertRow({
    id: record.id,
    at: record.at,
    action: record.action,
    category: auditActions[record.action],
    actor: record.actor.id,
    actor_name: record.actor.name,
    target: record.target?.id ?? null,
    target_name: record.target?.name ?? null,
    details: cappedDetails(record.details),
    channel: record.channel,
    text: record.text,
  });
}

const withRecord = write(
  "audit.with",
  function* (input: { change: Call<unknown>; record: AuditRecord }): Procedure<unknown> {
    const result = yield* begin(input.change);
    if (isFailure(result)) return result;
    yield* recordAudit(input.record);
    return result;
  },
);

/**
 * The change together with its record, both or neither. With null there is no record. A failed change isn't recorded.
 *
 * @example return commit(audited(updateUsers({ users }), auditRecord(context, "user_update", target)), () => …);
 */
export function audited<Result>(change: Write<Result>, record: AuditRecord | null): Write<Result> {
  return record === null ? change : (withRecord({ change, record }) as Write<Result>);
}

/** Records what was changed outside of the database; null: nothing. */
export const recordOnly = write(
  "audit.record",
  function* ({ record }: { record: AuditRecord | null }): Procedure<null> {
    if (record !== null) yield* recordAudit(record);
    return null;
  },
);

/**
 * Removes up to `limit` entries of each category that are too old, and as many texts. Returns whether there may be
 * more.
 */
export const purgeAudit = write(
  "audit.purge",
  function* (input: {
    expired: readonly { readonly category: AuditCategory; readonly before: number }[];
    textsBefore: number;
    limit: number;
  }): Procedure<boolean> {
    let more = false;
    for (const { category, before } of input.expired) {
      const gone = yield* rows(deleteOld({ category, before, limit: input.limit }));
      if (gone.length === input.limit) more = true;
    }
    const dropped = yield* rows(dropOldTexts({ before: input.textsBefore, limit: input.limit }));
    return more || dropped.length === input.limit;
  },
);

/** Details as they are stored: whole fields until the limit is reached; then the names of those left out. */
export function cappedDetails(details: AuditRecord["details"]): string {
  const whole = JSON.stringify(details);
  if (Buffer.byteLength(whole) <= longestDetails) return whole;
  const kept: Record<string, unknown> = {};
  const left: string[] = [];
  for (const [key, value] of Object.entries(details)) {
    const more = JSON.stringify({ ...kept, [key]: value, left_out: Object.keys(details) });
    if (Buffer.byteLength(more) <= longestDetails) kept[key] = value;
    else left.push(key);
  }
  return JSON.stringify({ ...kept, left_out: left });
}
