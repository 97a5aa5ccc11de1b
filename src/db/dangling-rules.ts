/** What must hold between the tables, made from src/db/dependents.ts: a rule for each reference that may not dangle. */
import { clearedByLeaving, type Dependent, references, things } from "./dependents.ts";

/** What a reference must lead to, by what becomes of it when that goes; null: anything. */
function goalOf({ to, onRemoval }: Dependent): { readonly name: string; readonly rows: string } | null {
  const { table, column } = things[to];
  const everybody = `SELECT ${column} FROM ${table}`;
  if (onRemoval === "kept") return null;
  if (to !== "user") return { name: to, rows: everybody };
  // Members that left are found by name, but have nothing else.
  return onRemoval === "named"
    ? { name: "user", rows: everybody }
    : { name: "member", rows: `${everybody} WHERE left_at IS NULL` };
}

/** What is wrong, and a query whose rows say where. @param list for a list with more than the real one */
export function danglingRules(list = references()): Readonly<Record<string, string>> {
  const rules = list.flatMap((one) => {
    const goal = goalOf(one);
    if (!goal) return [];
    const { table, column, within } = one;
    const value = within?.value ?? `${table}."${column}"`;
    const from = [table, ...(within?.from ? [within.from] : [])].join(", ");
    const where = within?.where ? ` AND ${within.where}` : "";
    // Without any goal, null would not be in them either.
    const query = `SELECT ${value} AS "${column}" FROM ${from}
      WHERE ${value} IS NOT NULL AND ${value} NOT IN (${goal.rows})${where}`;
    return [[`${table}.${column} leads to no ${goal.name}`, query] as const];
  });
  return Object.fromEntries(rules);
}

/** Nothing stays of former members but what the list says. */
export function leftBehindRule(): string {
  const columns = Object.entries(clearedByLeaving()).map(([column, value]) => {
    return `${column} IS NOT ${typeof value === "string" ? `'${value}'` : value}`;
  });
  return `SELECT id FROM users WHERE left_at IS NOT NULL AND (${columns.join(" OR ")})`;
}
