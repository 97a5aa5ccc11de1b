import type { Config } from "../../config/schema.ts";
import { limits } from "../../protocol/limits.ts";

/** Most messages in one answer to `messages_search`: the configured number, within the server's own limit. */
export function maxResults(config: Config): number {
  return Math.min(limits.searchResults, config.limits.search_results);
}
