import { Type } from "@sinclair/typebox";
import { auditSummary } from "../../db/audit-log.ts";
import { command } from "../command.ts";
import { auditPermissions, auditSight } from "./audit-sight.ts";

const Counts = Type.Record(Type.String(), Type.Integer());

export const modlogSummary = command({
  name: "modlog_summary",
  summary:
    "How often each action stands in the audit log as far as the reader sees it, counted in the newest 10 000 entries.",
  login: "required",
  timedOut: "allowed",
  permission: [...auditPermissions],
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({
    action_counts: Counts,
    category_totals: Counts,
    total: Type.Integer({ description: "Of all entries, also older ones" }),
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
