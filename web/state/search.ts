/** Searching for messages: what is typed, what was found, and what was searched for before. */
import { effect, signal } from "@preact/signals";
import { type FoundMessage, type Search, type SearchPage, searchMessages } from "../../client/index.ts";
import { tried } from "./actions.ts";
import { keep, kept } from "./kept.ts";
import { channels } from "./people.ts";
import { type OpenPlace, place } from "./places.ts";
import { session } from "./session.ts";

export interface Found extends SearchPage {
  readonly query: string;
  /** Null: all channels were searched. */
  readonly where: Pick<OpenPlace, "key" | "name"> | null;
}

export const searchText = signal("");
export const searchesHere = signal(false);
/** Null: nothing was searched for yet. */
export const found = signal<Found | null>(null);
export const isSearching = signal(false);
export const searchProblem = signal<string | null>(null);
/** Newest first. */
export const recentSearches = signal<readonly string[]>([]);

const pageSize = 25;
const mostRecent = 8;
let search: Search | null = null;

export async function runSearch(): Promise<void> {
  const client = session.value?.client;
  const query = searchText.value.trim();
  if (!client || query === "") return;
  // The last word may go on, unless a space follows.
  const asked = searchText.value.endsWith(" ") ? `${query} ` : query;
  const where = searchesHere.value ? place.value : null;
  remember(query);
  search = searchMessages(client, asked, where ? [where.key] : everywhere(), pageSize);
  found.value = null;
  await next({ query: asked, where, messages: [] });
}

export async function moreResults(): Promise<void> {
  if (found.value && !isSearching.value) await next(found.value);
}

async function next(before: Pick<Found, "query" | "where" | "messages">): Promise<void> {
  const asked = search;
  if (!asked) return;
  isSearching.value = true;
  searchProblem.value = null;
  const problem = await tried(
    asked.next().then((page) => {
      const { query, where } = before;
      // Another search may have begun meanwhile.
      if (asked === search)
        found.value = { ...page, query, where, messages: [...before.messages, ...page.messages] };
    }),
  );
  if (asked !== search) return;
  searchProblem.value = problem;
  isSearching.value = false;
}

export function clearSearch(): void {
  search = null;
  searchText.value = "";
  found.value = null;
  isSearching.value = false;
  searchProblem.value = null;
}

export function forgetSearch(query: string): void {
  store(recentSearches.value.filter((other) => other !== query));
}

/** All channels, the open one and those with the newest messages first. */
function everywhere(): string[] {
  const open = place.value?.channelName;
  const newest = (name: string, time: number) => (name === open ? Number.POSITIVE_INFINITY : time);
  return channels.value
    .filter(({ type }) => type === "text" || type === "forum")
    .map(({ name, last_message, threads }) => {
      const times = [last_message ?? 0, ...(threads ?? []).map((thread) => thread.last_message ?? 0)];
      return { name, at: newest(name, Math.max(...times)) };
    })
    .sort((a, b) => b.at - a.at)
    .map(({ name }) => name);
}

const storeName = () => `searches:${session.peek()?.client.user.id ?? ""}`;

function remember(query: string): void {
  store([query, ...recentSearches.value.filter((other) => other !== query)].slice(0, mostRecent));
}

function store(queries: readonly string[]): void {
  recentSearches.value = queries;
  keep(storeName(), queries.length > 0 ? JSON.stringify(queries) : null);
}

function stored(): string[] {
  try {
    const queries: unknown = JSON.parse(kept(storeName()) ?? "[]");
    return Array.isArray(queries) ? queries.filter((query) => typeof query === "string") : [];
  } catch {
    return [];
  }
}

export function watchSearch(): void {
  effect(() => {
    const client = session.value?.client;
    clearSearch();
    recentSearches.value = client ? stored() : [];
    if (!client) return;
    const change = (id: string, after: (message: FoundMessage) => FoundMessage[]) => {
      const before = found.peek();
      if (!before?.messages.some((message) => message.id === id)) return;
      const messages = before.messages.flatMap((message) => (message.id === id ? after(message) : [message]));
      found.value = { ...before, messages };
    };
    const stops = [
      client.on("message_delete", ({ id }) => change(id, () => [])),
      client.on("message_edit", ({ id, message }) => change(id, (before) => [{ ...before, ...message }])),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  });
}
