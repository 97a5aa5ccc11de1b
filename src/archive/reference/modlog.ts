/** db/modlog.json, element by element: what it says of bans and renames, and its entries as records. */
import { type Fields, isFields } from "../../config/document.ts";
import { type AuditAction, auditActions } from "../../protocol/audit.ts";
import type { FoundObject, Watch } from "../reading/chunks.ts";
import { objectsIn } from "../reading/objects.ts";
import { asText, fieldsOf, madeId, someText, textOf, timeOf } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import type { Findings } from "./findings.ts";
import type { ReferenceFolder } from "./folder.ts";
import type { People } from "./people.ts";

const file = "db/modlog.json";

export interface Ban {
  readonly at: number;
  readonly by: string | null;
  readonly reason: string | null;
}

/** What other files need of the log. */
export interface LogFacts {
  /** The newest ban of each user, by id. */
  readonly bans: ReadonlyMap<string, Ban>;
  /** New names of channels by their old ones, in the order of the log. */
  readonly renames: readonly { readonly from: string; readonly to: string }[];
}

export function readLogFacts(folder: ReferenceFolder): LogFacts {
  const bans = new Map<string, Ban>();
  const renames: { from: string; to: string }[] = [];
  for (const { value } of entriesIn(folder, unwatched)) {
    const target = textOf(value["target_id"]);
    const details = fieldsOf(value["details"]);
    if (target === undefined) continue;
    if (value["action"] === "user_ban") {
      const by = someText(value["actor_id"]) ?? null;
      bans.set(target, {
        at: timeOf(value["timestamp"]) ?? 0,
        by,
        reason: someText(details["reason"]) ?? null,
      });
    }
    const to = someText(details["name"]);
    if (value["action"] === "channel_update" && to !== undefined && to !== target)
      renames.push({ from: target, to });
  }
  return { bans, renames };
}

const unwatched: Watch = { repaired() {}, skipped() {} };

function* entriesIn(folder: ReferenceFolder, watch: Watch): Generator<FoundObject> {
  const path = folder.file(file);
  // What was appended to the file from outside is no entry: it could name anybody as the actor.
  if (path !== null) yield* objectsIn(path, watch, { onlyArray: true });
}

/** Characters of a value that is kept. Updates of emojis hold whole pictures. */
const longestDetail = 4096;

const ofCategory: Readonly<Record<string, AuditAction>> = {
  user_moderation: "user_update",
  role_management: "role_update",
  channel_management: "channel_update",
  message_moderation: "message_delete",
};

export interface AuditContext {
  readonly people: People;
  /** The key of the channel that a name means now, or meant. */
  roomNamed(name: string): string | undefined;
  /** The channel of a message. */
  roomOfMessage(id: string): string | undefined;
}

export function* auditRecords(
  folder: ReferenceFolder,
  context: AuditContext,
  findings: Findings,
): Generator<RecordOf<"audit">> {
  const watch: Watch = {
    repaired: (reason, line) => findings.repaired("audit log", reason, `${file}:${line}`),
    skipped: (reason, line, raw) => findings.skipped("audit log", reason, `${file}:${line}`, raw),
  };
  const ids = new Set<string>();
  let nth = 0;
  for (const { value, line } of entriesIn(folder, watch)) {
    findings.read("audit log");
    const record = recordOf(value, `${file}:${line}`, context, findings);
    if (!record) continue;
    // Two entries of one millisecond have the same id.
    const id = ids.has(record.id) ? madeId("audit", nth, value) : record.id;
    ids.add(id);
    nth++;
    findings.imported("audit log");
    yield { ...record, id };
  }
}

function recordOf(
  fields: Fields,
  place: string,
  { people, roomNamed, roomOfMessage }: AuditContext,
  findings: Findings,
): RecordOf<"audit"> | null {
  const at = timeOf(fields["timestamp"]);
  const named = someText(fields["action"]);
  const actor = someText(fields["actor_id"]) ?? someText(fields["actor_name"]);
  if (at === undefined || named === undefined || actor === undefined) {
    findings.skipped("audit log", "an entry without a time, an action or an actor", place, fields);
    return null;
  }
  const category = textOf(fields["category"]) ?? "";
  const action = actionOf(named, category);
  const details: Record<string, unknown> = shortened(fieldsOf(fields["details"]));
  if (action !== named) {
    findings.repaired("audit log", `the action ${named} is not known here`, place);
    details["action"] = named;
  }
  const target = fields["target_id"] ?? fields["target_name"] ?? null;
  const targetName = someText(fields["target_name"]);
  const actorId = people.named(actor).id;
  const room = roomOf(auditActions[action], target, details);
  return {
    kind: "audit",
    id: someText(fields["id"]) ?? madeId("audit", fields),
    at,
    action,
    actor: { id: actorId, name: someText(fields["actor_name"]) ?? actorId },
    ...(target !== null && {
      target: { id: asText(target), ...(targetName !== undefined && { name: targetName }) },
    }),
    ...(Object.keys(details).length > 0 && { details }),
    ...(room !== null && { room }),
  };

  /** The channel that it is about. `""`: one that is gone, so only owners see the entry. */
  function roomOf(of: string, about: unknown, { channel }: Readonly<Record<string, unknown>>): string | null {
    if (of === "channel_management") return roomNamed(asText(about)) ?? roomNamed(asText(channel)) ?? "";
    if (of === "message_moderation") return roomOfMessage(asText(about)) ?? roomNamed(asText(channel)) ?? "";
    return null;
  }
}

function actionOf(name: string, category: string): AuditAction {
  if (Object.hasOwn(auditActions, name)) return name as AuditAction;
  return ofCategory[category] ?? "server_update";
}

function shortened(details: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details)
      .filter(([key]) => key !== "__proto__")
      .map(([key, value]) => {
        const text = isFields(value) || Array.isArray(value) ? JSON.stringify(value) : value;
        const isLong = typeof text === "string" && text.length > longestDetail;
        return [key, isLong ? `${text.slice(0, longestDetail).toWellFormed()}…` : value];
      }),
  );
}
