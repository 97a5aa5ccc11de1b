import type { Config } from "../../config/schema.ts";
import { limits } from "../../protocol/limits.ts";

/** Most messages in one answer to `messages_search`: what the operator chose, as far as that goes. */
export function mostResults(config: Config): number {
  return Math.min(limits.searchResults, config.limits.search_results);
}
