import { fail } from "../protocol/errors.ts";

/** @param retryAfter milliseconds */
export function tooManyRequests(retryAfter: number) {
  return { ...fail("too_many_requests", { seconds: Math.ceil(retryAfter / 1000) }), retryAfter };
}
