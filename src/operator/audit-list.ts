import { wireAudit } from "../actions/audit.ts";
import { auditPage } from "../db/audit-log.ts";
import { auditActions, auditCategories } from "../protocol/audit.ts";
import { nearest } from "../text/nearest.ts";
import type { OperatorParts, Problem } from "./parts.ts";

/** Most entries of one answer: they are read at once, and the server answers others meanwhile. */
export const auditLimit = 1000;

/** All conditions that are given must match. */
export interface AuditQuery {
  readonly action?: string;
  readonly category?: string;
  /** Id or name. */
  readonly actor?: string;
  readonly target?: string;
  /** Only entries of the last seconds. */
  readonly since?: number;
  readonly limit: number;
  readonly offset: number;
}

export interface AuditListed {
  readonly entries: readonly ReturnType<typeof wireAudit>[];
  /** On all pages. */
  readonly total: number;
}

/** Entries of the audit log, the newest first. The operator sees all of them. */
export async function auditList(
  { read, now }: Pick<OperatorParts, "read" | "now">,
  { since, limit, offset, action, category, actor, target }: AuditQuery,
): Promise<AuditListed | Problem> {
  const unknown =
    unknownName("action", action, Object.keys(auditActions)) ??
    unknownName("category", category, auditCategories);
  if (unknown) return unknown;
  const after = since === undefined ? undefined : now() / 1000 - since;
  const filter = { action, category, actor, target, after, categories: null, channels: null };
  const { entries, total } = await read(auditPage({ filter, limit, offset }));
  return { entries: entries.map(wireAudit), total };
}

/** Nothing would be found by it, which says nothing about what was done. */
function unknownName(what: string, name: string | undefined, known: readonly string[]): Problem | null {
  if (name === undefined || known.includes(name)) return null;
  const near = nearest(name, known);
  const hint = near === null ? `it is one of ${known.join(", ")}` : `did you mean ${near}?`;
  return { problem: `The audit log has no ${what} '${name}'; ${hint}`, code: "invalid_field" };
}
