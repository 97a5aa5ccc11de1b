/** Reading the audit log. */
import { sql as raw } from "kysely";
import type { AuditAction, AuditCategory } from "../protocol/audit.ts";
import { localPrefix } from "../protocol/local-names.ts";
import { nameKey } from "../text/skeleton.ts";
import type { AuditRecord } from "./audit.ts";
import { built, type Procedure, prepared, read, row, rows, sql } from "./procedure.ts";
import type { AuditRow } from "./tables.ts";

/** An entry as it was stored. */
export interface AuditEntry extends AuditRecord {
  readonly category: AuditCategory;
}

/** `modlog_summary` counts each action among so many of the newest entries. */
const summarised = 10_000;

const usersNamed = prepared<{ name: string; key: string }>()((value) =>
  sql
    .selectFrom("users")
    .select("id")
    .where((eb) => eb.or([eb("username_key", "=", value("key")), eb("username", "=", value("name"))])),
);
/** The entries that a reader may see. */
export interface AuditSight {
  /** Only these categories; null = any. */
  readonly categories: readonly AuditCategory[] | null;
  /** Only entries about these or about no channel; null = any, also those of deleted ones. */
  readonly channels: readonly number[] | null;
}

/** Conditions for entries: all that are given must match. */
export interface AuditFilter extends AuditSight {
  readonly category?: string | undefined;
  readonly action?: string | undefined;
  /** Id, or the name of a member or a former member. */
  readonly actor?: string | undefined;
  readonly target?: string | undefined;
  /** Unix seconds: only later ones. */
  readonly after?: number | undefined;
}

/** The newest first; `total` counts the matches on all pages. */
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

/** Leaves out conditions that are not given: with them SQLite would sort all entries for a page. */
function within({ categories, channels }: AuditSight) {
  let query = sql.selectFrom("audit");
  if (categories) query = query.where("category", "in", categories);
  if (!channels) return query;
  const list = raw<number>`(SELECT value FROM json_each(${JSON.stringify(channels)}))`;
  return query.where((eb) => eb.or([eb("channel", "is", null), eb("channel", "in", list)]));
}

/** The text itself, which may be an id, and the ids of members with that name and of former members who left with it. */
function* idsOf(text: string): Procedure<string[]> {
  const key = nameKey(text);
  const exact = yield* rows(usersNamed({ name: text, key }));
  const local = { name: localPrefix + text, key: nameKey(localPrefix) + key };
  const named = exact.length > 0 ? exact : yield* rows(usersNamed(local));
  return [text, ...named.map(({ id }) => id)];
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
