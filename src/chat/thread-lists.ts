/**
 * Which threads `channels_get` lists. It is pushed to everybody, and the bot library hangs up on a packet above 1 MiB;
 * so the lists of all forums together stay well below, which leaves room for the channels. Each forum has an equal
 * share, and what some don't need goes to the others: nobody can push a forum's threads out of the list by filling
 * another one. The whole list of a forum comes in pages (`threads_get`).
 */
import type { Thread } from "./model.ts";
import type { Upcoming } from "./preview.ts";
import type { State } from "./state.ts";
import { wireTail, wireThreadIn } from "./wire-thread.ts";

/** Bytes of JSON of all threads that are listed. */
const mostListBytes = 768 * 1024;
/** What the newest message of a thread adds, which comes and goes without the thread: its time and id, not two nulls. */
const newestMessageBytes = 64;

/** Without the newest message. A thread that changes is another object, but for a new name of a participant or forum. */
const counted = new WeakMap<Thread, number>();
const listed = new WeakMap<Upcoming, Listed>();

interface Listed {
  readonly version: number;
  readonly channels: State["channels"];
  readonly lists: ReadonlyMap<number, readonly Thread[]>;
}

/** The threads of this forum in `channels_get`, oldest first: pinned ones, and those with the newest activity. */
export function listedThreads(forum: number, state: Upcoming): readonly Thread[] {
  const { threadsVersion: version, channels } = state;
  let known = listed.get(state);
  if (known?.version !== version || known.channels !== channels) {
    known = { version, channels, lists: share(state) };
    listed.set(state, known);
  }
  return known.lists.get(forum) ?? [];
}

function share(state: Upcoming): ReadonlyMap<number, readonly Thread[]> {
  const forums = state.channels
    .map(({ id }) => ({ id, wanted: fitting(state.threadsByActivity(id), mostListBytes, state) }))
    .filter(({ wanted }) => wanted.threads.length > 0)
    .sort((a, b) => a.wanted.bytes - b.wanted.bytes);
  const lists = new Map<number, readonly Thread[]>();
  let left = mostListBytes;
  for (const [index, { id, wanted }] of forums.entries()) {
    const own = left / (forums.length - index);
    const { threads, bytes } =
      wanted.bytes <= own ? wanted : fitting(state.threadsByActivity(id), own, state);
    const chosen = new Set(threads);
    lists.set(
      id,
      state.threadsOf(id).filter((thread) => chosen.has(thread)),
    );
    left -= bytes;
  }
  return lists;
}

/** The first threads that take no more than so many bytes. */
function fitting(threads: readonly Thread[], most: number, state: Upcoming) {
  let bytes = 0;
  const found: Thread[] = [];
  for (const thread of threads) {
    const size = bytesOf(thread, state);
    // A large thread that does not fit is left out, and smaller ones behind it are still listed.
    if (bytes + size > most) {
      if (size > most / 8) continue;
      break;
    }
    bytes += size;
    found.push(thread);
  }
  return { threads: found, bytes };
}

function bytesOf(thread: Thread, state: Upcoming): number {
  let bytes = counted.get(thread);
  if (bytes === undefined) {
    const forum = state.channels.find(({ id }) => id === thread.parent);
    const wire = { ...wireThreadIn(forum, thread, state), ...wireTail(null) };
    bytes = Buffer.byteLength(JSON.stringify(wire)) + 1;
    counted.set(thread, bytes);
  }
  return bytes + newestMessageBytes;
}
