/** The audit log: who did what to whom (02 §8). Entries are only added; nothing but their age takes them out. */
import { sql as raw } from "kysely";
import { type AuditAction, type AuditCategory, auditActions } from "../protocol/audit.ts";
import { localPrefix } from "../protocol/local-names.ts";
import { nameKey } from "../text/skeleton.ts";
import {
  begin,
  built,
  type Call,
  type Procedure,
  prepared,
  read,
  row,
  rows,
  sql,
  type Write,
  write,
} from "./procedure.ts";
import type { AuditRow } from "./tables.ts";

export interface AuditRecord {
  /** Unique; begins with the milliseconds of `at`, as in the reference. */
  readonly id: string;
  /** Unix seconds. */
  readonly at: number;
  readonly action: AuditAction;
  readonly actor: { readonly id: string; readonly name: string };
  readonly target: { readonly id: string; readonly name: string | null } | null;
  readonly details: Readonly<Record<string, unknown>>;
  /** The channel that it tells about, a thread's forum: who may not view that isn't shown it. Null = of none. */
  readonly channel: number | null;
  /** Text of a deleted message, which goes before the entry does. Null = none, or it is not kept. */
  readonly text: string | null;
}

/** An entry as it was stored. */
export interface AuditEntry extends AuditRecord {
  readonly category: AuditCategory;
}

/** Bytes of the details of one entry; whoever fills the log shouldn't fill the disk. */
const longestDetails = 4096;
/** `modlog_summary` counts single actions among so many of the newest entries. */
const summarised = 10_000;

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
const usersNamed = prepared<{ name: string; key: string }>()((value) =>
  sql
    .selectFrom("users")
    .select("id")
    .where((eb) => eb.or([eb("username_key", "=", value("key")), eb("username", "=", value("name"))])),
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

/** Part of a change that decides by itself what becomes of it; others use `audited`. */
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
    yield* recordAudit(input.record);
    return result;
  },
);

/**
 * The change together with its record, both or neither; null leaves the change alone.
 *
 * @example return commit(audited(updateUsers({ users }), auditRecord(context, "user_update", target)), () => …);
 */
export function audited<Result>(change: Write<Result>, record: AuditRecord | null): Write<Result> {
  return record === null ? change : (withRecord({ change, record }) as Write<Result>);
}

/** What a reader may see. */
export interface AuditSight {
  /** Only these; null = any. */
  readonly categories: readonly AuditCategory[] | null;
  /** Only entries about these or about no channel; null = any, also those of deleted ones. */
  readonly channels: readonly number[] | null;
}

/** Which entries: all that are given must hold. */
export interface AuditFilter extends AuditSight {
  readonly category?: string | undefined;
  readonly action?: string | undefined;
  /** Id, or the name of a member or of somebody who left. */
  readonly actor?: string | undefined;
  readonly target?: string | undefined;
  /** Unix seconds: only later ones. */
  readonly after?: number | undefined;
}

/** The newest first; `total` counts what matches, whatever the page. */
export const auditPage = read(
  "audit.page",
  function* (input: {
    filter: AuditFilter;
    limit: number;
    offset: number;
  }): Procedure<{ entries: AuditEntry[]; total: number }> {
    const { filter } = input;
    const actors = filter.actor === undefined ? null : yield* idsOf(filter.actor);
    const targets = filter.target === undefined ? null : yield* idsOf(filter.target);
    let query = within(filter);
    if (filter.category !== undefined) query = query.where("category", "=", filter.category);
    if (filter.action !== undefined) query = query.where("action", "=", filter.action);
    if (actors) query = query.where("actor", "in", actors);
    if (targets) query = query.where("target", "in", targets);
    if (filter.after !== undefined) query = query.where("at", ">", filter.after);
    const counted = yield* row(built(query.select((eb) => eb.fn.countAll<number>().as("total"))));
    const page = query.selectAll().orderBy("at", "desc").orderBy("ordinal", "desc");
    const found = yield* rows(built(page.limit(input.limit).offset(input.offset)));
    return { entries: found.map(decode), total: counted?.total ?? 0 };
  },
);

export interface AuditSummary {
  /** Among the newest 10 000. */
  readonly counts: readonly { readonly category: string; readonly action: string; readonly count: number }[];
  readonly total: number;
}

export const auditSummary = read("audit.summary", function* (sight: AuditSight): Procedure<AuditSummary> {
  const all = within(sight);
  const newest = all.select(["category", "action"]).orderBy("at", "desc").limit(summarised);
  const grouped = sql
    .selectFrom(newest.as("newest"))
    .select((eb) => ["category", "action", eb.fn.countAll<number>().as("count")])
    .groupBy(["category", "action"])
    .orderBy("category")
    .orderBy("action");
  const total = yield* row(built(all.select((eb) => eb.fn.countAll<number>().as("total"))));
  return { counts: yield* rows(built(grouped)), total: total?.total ?? 0 };
});

/**
 * Removes up to `limit` entries of each category that are too old, and as many texts; returns whether more may be
 * left.
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

/** Without a condition where it says nothing: with it, a page of all would have to be sorted first. */
function within({ categories, channels }: AuditSight) {
  let query = sql.selectFrom("audit");
  if (categories) query = query.where("category", "in", categories);
  if (!channels) return query;
  const list = raw<number>`(SELECT value FROM json_each(${JSON.stringify(channels)}))`;
  return query.where((eb) => eb.or([eb("channel", "is", null), eb("channel", "in", list)]));
}

/** The text itself, which may be an id, and the ids of those who have that name or had it when they left. */
function* idsOf(text: string): Procedure<string[]> {
  const key = nameKey(text);
  const exact = yield* rows(usersNamed({ name: text, key }));
  const local = { name: localPrefix + text, key: nameKey(localPrefix) + key };
  const named = exact.length > 0 ? exact : yield* rows(usersNamed(local));
  return [text, ...named.map(({ id }) => id)];
}

/** Whole fields until the limit is reached; then the names of those left out. */
function cappedDetails(details: AuditRecord["details"]): string {
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

function decode(stored: AuditRow): AuditEntry {
  return {
    id: stored.id,
    at: stored.at,
    action: stored.action as AuditAction,
    category: stored.category as AuditCategory,
    actor: { id: stored.actor, name: stored.actor_name },
    target: stored.target === null ? null : { id: stored.target, name: stored.target_name },
    details: JSON.parse(stored.details),
    channel: stored.channel,
    text: stored.text,
  };
}
