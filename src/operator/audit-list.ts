import { wireAudit } from "../actions/audit.ts";
import { auditPage } from "../db/audit-log.ts";
import type { OperatorParts } from "./parts.ts";

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
): Promise<AuditListed> {
  const after = since === undefined ? undefined : now() / 1000 - since;
  const filter = { action, category, actor, target, after, categories: null, channels: null };
  const { entries, total } = await read(auditPage({ filter, limit, offset }));
  return { entries: entries.map(wireAudit), total };
}
