/** What commands cost, in words and numbers. */
import { configSchema } from "../../src/config/schema.ts";
import { type Budget, budgets, type Cost } from "../../src/protocol/budgets.ts";
import { code } from "./markdown.ts";

const limiter = configSchema.properties.rate_limiting.properties;

/** The limiter of messages as a newly written configuration sets it. */
export const messageLimiter = {
  perMinute: Number(limiter.messages_per_minute.generated),
  burst: Number(limiter.burst_limit.generated),
  cooldown: Number(limiter.cooldown_seconds.generated),
};

export const budgetTable: readonly (readonly [Exclude<Cost, "message" | "none">, Budget])[] = (
  Object.keys(budgets) as (keyof typeof budgets)[]
).map((name) => [name, budgets[name]]);

export function costWords(cost: Cost): string {
  if (cost === "none") return "nothing but the packet budget of the connection";
  if (cost === "message") {
    const { perMinute, burst, cooldown } = messageLimiter;
    return `budget ${code(cost)}: ${perMinute} in a minute and ${burst} in 10 seconds; one more means a pause of ${cooldown} seconds`;
  }
  const { perMinute, burst } = budgets[cost];
  return `budget ${code(cost)}: ${perMinute} per minute, ${burst} at once`;
}
