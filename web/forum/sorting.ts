/** Which threads of a forum are shown, and in which order. */
import { signal } from "@preact/signals";
import type { WireThread } from "../../client/index.ts";
import { keep, kept } from "../state/kept.ts";

export const orders = ["activity", "age", "name"] as const;
export type Order = (typeof orders)[number];

const isOrder = (name: string | null): name is Order => orders.some((order) => order === name);
const before = kept("forum order");
export const order = signal<Order>(isOrder(before) ? before : "activity");

export function chooseOrder(chosen: Order): void {
  order.value = chosen;
  keep("forum order", chosen);
}

interface Wanted {
  readonly order: Order;
  /** Part of the title, in any case. */
  readonly search: string;
  /** Archived ones instead of the others. */
  readonly archived: boolean;
}

/** Pinned ones come first. */
export function sortedThreads(threads: readonly WireThread[], wanted: Wanted): WireThread[] {
  const search = wanted.search.trim().toLocaleLowerCase();
  const compare = {
    activity: (a: WireThread, b: WireThread) => lastActivity(b) - lastActivity(a),
    age: (a: WireThread, b: WireThread) => b.created_at - a.created_at,
    name: (a: WireThread, b: WireThread) => a.name.localeCompare(b.name),
  }[wanted.order];
  return threads
    .filter(({ name, archived }) => archived === wanted.archived && name.toLocaleLowerCase().includes(search))
    .sort((a, b) => Number(b.pinned) - Number(a.pinned) || compare(a, b));
}

export function lastActivity({ last_message, created_at }: WireThread): number {
  return last_message ?? created_at;
}
