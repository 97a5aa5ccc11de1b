/** Searches several channels as one. A request names as many channels as fit in it, so there may be several. */
import type { Client } from "../client.ts";
import { requestPlace } from "../model/model.ts";
import type { Place, Reply } from "../types.ts";
import { longestSearch, searchOperator, searchParts } from "./grammar.ts";

export type FoundMessage = Reply<"messages_search">["results"][number];

export interface SearchPage {
  /** Newest first. */
  readonly messages: readonly FoundMessage[];
  /** There are older ones. */
  readonly hasMore: boolean;
  /** The search stopped before its end without a result; older messages may match. */
  readonly gaveUp: boolean;
  /** Names in the query that nobody and nothing has. */
  readonly unknown: readonly string[];
  /** Channels that were left out, because there are too many of them. */
  readonly leftOut: number;
}

export interface Search {
  /** The next page. @throws what `request` throws; the same page can be asked for again then */
  next(): Promise<SearchPage>;
}

/** A search costs as many requests as it has groups, and the server allows a person some twenty at once. */
const mostGroups = 6;
/** The server may stop a long search. It is continued this often without asking. */
const mostStops = 3;

interface Group {
  readonly place: Place;
  readonly query: string;
  waiting: FoundMessage[];
  before: string | null;
  isDone: boolean;
}

/**
 * @param places channels or a thread, as in the model; those that the user reads most come first. An `in:` in the query
 * has priority
 * @param pageSize messages in a page
 *
 * @example
 * const search = searchMessages(client, "tea from:mira", ["general", "kitchen"], 25);
 * const { messages, hasMore } = await search.next();
 */
export function searchMessages(
  client: Client,
  query: string,
  places: readonly string[],
  pageSize: number,
): Search {
  const { groups, leftOut } = groupsOf(query, places);
  const limit = Math.min(pageSize, client.server.limits["search_results"] ?? pageSize);
  const unknown = new Set<string>();
  let gaveUp = false;
  /** Stays when a request fails, for the next attempt. */
  let page: FoundMessage[] = [];

  async function fill(group: Group): Promise<void> {
    for (let stop = 0; stop < mostStops && group.waiting.length === 0 && !group.isDone; stop++) {
      const { place, query, before } = group;
      const reply = await client.request("messages_search", { ...place, query, limit, before });
      group.waiting = [...reply.results];
      group.before = reply.next;
      group.isDone = reply.next === null;
      if (group.isDone && reply.more) gaveUp = true;
      for (const name of reply.unknown ?? []) unknown.add(name);
    }
  }

  return {
    async next() {
      while (page.length < pageSize) {
        await Promise.all(groups.map(fill));
        const newest = groups.reduce<Group | null>(
          (best, group) => (timeOf(group) > timeOf(best) ? group : best),
          null,
        );
        const message = newest?.waiting.shift();
        if (!message) break;
        page.push(message);
      }
      const messages = page;
      page = [];
      const hasMore = groups.some(({ waiting, isDone }) => waiting.length > 0 || !isDone);
      return { messages, hasMore, gaveUp, unknown: [...unknown], leftOut };
    },
  };
}

function timeOf(group: Group | null): number {
  return group?.waiting[0]?.timestamp ?? 0;
}

function groupsOf(query: string, places: readonly string[]): { groups: Group[]; leftOut: number } {
  const group = (place: string, query: string): Group => ({
    place: requestPlace(place),
    query,
    waiting: [],
    before: null,
    isDone: false,
  });
  const [first] = places;
  if (first === undefined) return { groups: [], leftOut: 0 };
  const namesChannels = searchParts(query).some(
    ({ operator, isNot, isUnderstood }) => operator === "in" && !isNot && isUnderstood,
  );
  if (namesChannels || places.length === 1) return { groups: [group(first, query)], leftOut: 0 };
  const groups: { names: string[]; query: string }[] = [];
  for (const name of places) {
    // Before the words, since the last word of a search may go on.
    const operator = searchOperator("in", name);
    const last = groups.at(-1);
    if (last && last.query.length + operator.length + 1 <= longestSearch) {
      last.names.push(name);
      last.query = `${operator} ${last.query}`;
    } else if (operator.length + 1 + query.length <= longestSearch) {
      groups.push({ names: [name], query: `${operator} ${query}` });
    } else groups.push({ names: [name], query });
  }
  const searched = groups.slice(0, mostGroups);
  const leftOut = groups.slice(mostGroups).reduce((sum, { names }) => sum + names.length, 0);
  return { groups: searched.map(({ names, query }) => group(names[0] ?? first, query)), leftOut };
}
