import { Type } from "@sinclair/typebox";
import { wireAudit } from "../../actions/audit.ts";
import { auditPage } from "../../db/audit-log.ts";
import { AuditObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { auditPermissions, auditSight } from "./audit-sight.ts";

const usualLimit = 100;
const name = (description: string) => Type.Optional(Type.String({ maxLength: 200, description }));

export const modlogGet = command({
  name: "modlog_get",
  summary:
    "Lists entries of the audit log, newest first; all given conditions must match. With `manage_users` alone only the category `user_moderation`. Entries about a channel are for members who may view it, entries about deleted channels for owners.",
  login: "required",
  timedOut: "allowed",
  permission: [...auditPermissions],
  cost: "read",
  request: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: `Default ${usualLimit}` })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: "Default 0" })),
    after: Type.Optional(
      Type.Union([Type.Number(), Type.String({ pattern: "^\\d{1,12}(\\.\\d{1,9})?$" })], {
        description: "Only entries later than this; Unix seconds",
      }),
    ),
    category: name("Exact"),
    action: name("Exact"),
    actor: name("User id or username; of an account of this server also its plain name"),
    target: name("User id, username or plain name, id of a role or message, or name of a channel"),
  }),
  reply: Type.Object({
    entries: Type.Array(AuditObject),
    total: Type.Integer({ description: "Number of matches on all pages" }),
    offset: Type.Integer(),
    limit: Type.Integer(),
  }),
  events: [],
  errors: [],
  async handler({ state, user, read }, { limit = usualLimit, offset = 0, after, ...filter }) {
    const sight = auditSight(user, state);
    const since = after === undefined ? {} : { after: Number(after) };
    const page = await read(auditPage({ filter: { ...filter, ...since, ...sight }, limit, offset }));
    // Channels may have gone out of sight during the read.
    const { channels } = auditSight(state.users.get(user.id) ?? user, state);
    const inSight = page.entries.filter(
      ({ channel }) => channel === null || (channels?.includes(channel) ?? true),
    );
    return { reply: { entries: inSight.map(wireAudit), total: page.total, offset, limit } };
  },
});
