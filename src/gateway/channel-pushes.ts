/** Pushed lists of channels: `channels_get` for connections that view other channels than before. */
import type { State } from "../chat/state.ts";
import { wireChannel } from "../chat/wire.ts";
import type { Clock } from "./clock.ts";
import type { Cohort } from "./cohorts.ts";
import type { Connection } from "./connection.ts";
import type { Outbox } from "./outbox.ts";

/** At most one pushed `channels_get` a second (compatibility.md#pushed-lists). */
const pushInterval = 1000;

export interface ChannelPushes {
  /** Pushes the list to connections whose last one is old enough; the others wait. */
  push(connections: Iterable<Connection>): void;
  /** The connection waits for no list any more. */
  forget(connection: Connection): void;
}

export interface ChannelPushParts {
  readonly state: State;
  readonly outbox: Pick<Outbox, "add">;
  readonly clock: Clock;
}

export function createChannelPushes({ state, outbox, clock }: ChannelPushParts): ChannelPushes {
  /** Connections whose last list is not old enough. */
  const waiting = new Set<Connection>();
  /** When the first of them is due, in the clock's time; null while none waits. */
  let firstDue: { readonly at: number } | null = null;

  function push(connections: Iterable<Connection>): void {
    const now = clock.elapsed();
    let wait = Number.POSITIVE_INFINITY;
    const texts = new Map<Cohort, string>();
    for (const connection of connections) {
      const due = connection.channelsPushedAt + pushInterval - now;
      if (due > 0) {
        waiting.add(connection);
        wait = Math.min(wait, due);
        continue;
      }
      waiting.delete(connection);
      const { cohort } = connection;
      if (!cohort) continue;
      const text = texts.get(cohort) ?? listText(cohort, state);
      texts.set(cohort, text);
      connection.channelsPushedAt = now;
      outbox.add(connection, text);
    }
    if (Number.isFinite(wait)) pushWaitingIn(wait, now);
  }

  function pushWaitingIn(wait: number, now: number): void {
    const due = { at: now + wait };
    if (firstDue && firstDue.at <= due.at) return;
    firstDue = due;
    clock.later(() => {
      // An earlier one has replaced it.
      if (firstDue !== due) return;
      firstDue = null;
      push(waiting);
    }, wait);
  }

  return { push, forget: (connection) => void waiting.delete(connection) };
}

/** All connections of a cohort view the same channels. */
function listText({ order }: Cohort, state: State): string {
  const val = order.flatMap((id) => {
    const channel = state.channelById(id);
    return channel ? [wireChannel(channel, state)] : [];
  });
  return JSON.stringify({ cmd: "channels_get", val });
}
