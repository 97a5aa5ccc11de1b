/** Records for the audit log, and its entries on the wire. A record is stored in the transaction of the change (db/audit.ts). */
import { isDeepStrictEqual } from "node:util";
import type { Channel, User } from "../chat/model.ts";
import type { AuditRecord } from "../db/audit.ts";
import type { AuditEntry } from "../db/audit-log.ts";
import type { AuditAction } from "../protocol/audit.ts";
import type { World } from "./world.ts";

/** `channel` is the channel that the action is about. Members who may not view it don't see the entry. */
interface Acting extends Pick<World, "config" | "now" | "newId"> {
  readonly user: Pick<User, "id" | "username">;
  readonly channel?: Channel;
}

type ActionTargetDetails = readonly [
  action: AuditAction,
  target: AuditRecord["target"] | { readonly id: string; readonly username: string },
  details?: AuditRecord["details"],
];

/**
 * The record of an action by the caller, or null while the log is off.
 *
 * @param target whose id and name the entry shows; null where there is no single one
 * @param details named one by one, never a whole request: a field that is added later may hold a secret
 */
export function auditRecord(
  { config, user, now, newId, channel }: Acting,
  ...[action, target, details = {}]: ActionTargetDetails
): AuditRecord | null {
  if (!config.modlog.enabled) return null;
  return {
    id: `${Math.floor(now)}-${newId()}`,
    at: now / 1000,
    action,
    actor: { id: user.id, name: user.username },
    target: target && { id: target.id, name: "username" in target ? target.username : target.name },
    details,
    channel: channel?.id ?? null,
    text: null,
  };
}

/** The same, but null when nothing changes: editors send back all the fields that they were shown. */
export function auditChange(
  context: Acting,
  [before, after]: readonly [before: unknown, after: unknown],
  ...entry: ActionTargetDetails
): AuditRecord | null {
  return isDeepStrictEqual(before, after) ? null : auditRecord(context, ...entry);
}

/** Details of a change: the new values, and the old ones under `before`. */
export function withBefore(after: Readonly<Record<string, unknown>>, before: object): AuditRecord["details"] {
  const old = new Map(Object.entries(before));
  const names = Object.keys(after);
  return { ...after, before: Object.fromEntries(names.map((name) => [name, old.get(name) ?? null])) };
}

/** Those of the named fields that the request has, for the entry of a change with many optional fields. */
export function given(request: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(request).filter(([name]) => names.includes(name)));
}

/** An entry as `modlog_get` gives it. */
export function wireAudit({ id, action, category, actor, target, details, text, at }: AuditEntry) {
  return {
    id,
    action,
    category,
    actor_id: actor.id,
    actor_name: actor.name,
    target_id: target?.id ?? null,
    target_name: target?.name ?? null,
    details: text === null ? details : { ...details, content: text },
    timestamp: at,
  };
}
