/** Budgets of users that are never used up, but for guessing claim codes. */
import { type BudgetNumbers, budgets } from "../../src/protocol/budgets.ts";

const wide = { perMinute: 1_000_000_000, burst: 1_000_000_000 };

export const wideBudgets = {
  ...(Object.fromEntries(Object.keys(budgets).map((name) => [name, wide])) as unknown as BudgetNumbers),
  claim: budgets.claim,
};
