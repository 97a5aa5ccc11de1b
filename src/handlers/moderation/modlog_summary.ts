import { Type } from "@sinclair/typebox";
import { auditSummary } from "../../db/audit-log.ts";
import { command } from "../command.ts";
import { auditPermissions, auditSight } from "./audit-sight.ts";

const Counts = Type.Record(Type.String(), Type.Integer());

export const modlogSummary = command({
  name: "modlog_summary",
  summary: "Counts each action among the newest 10 000 entries of the audit log that the reader may see.",
  login: "required",
  timedOut: "allowed",
  permission: [...auditPermissions],
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({
    action_counts: Counts,
    category_totals: Counts,
    total: Type.Integer({ description: "Number of all entries, also of older ones" }),
  }),
  events: [],
  errors: [],
  async handler({ state, user, read }) {
    const { counts, total } = await read(auditSummary(auditSight(user, state)));
    const totals = new Map<string, number>();
    for (const { category, count } of counts) totals.set(category, (totals.get(category) ?? 0) + count);
    return {
      reply: {
        action_counts: Object.fromEntries(
          counts.map(({ category, action, count }) => [`${category}.${action}`, count]),
        ),
        category_totals: Object.fromEntries(totals),
        total,
      },
    };
  },
});
