import type { Config } from "../../config/schema.ts";

/** Most messages in one answer to `messages_search` (03 §11.5). */
export function mostResults({ limits }: Config): number {
  return Math.min(50, limits.search_results);
}
