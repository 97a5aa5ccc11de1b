/** Threads of forums: fetching what the list of channels leaves out, and what a person does with them. */
import { effect, type Signal, signal, untracked } from "@preact/signals";
import {
  type ThreadSummary,
  threadPrefix,
  threadSummary,
  type WireThread,
  withThreads,
} from "../../client/index.ts";
import { t } from "../texts/texts.ts";
import { tell, tried } from "./actions.ts";
import { isKnownThread, openPlace } from "./places.ts";
import { model, notice, session } from "./session.ts";
import { wanted } from "./wanted.ts";

/** How many threads a forum has, by its name, as the last page said. */
export const threadTotals = signal<ReadonlyMap<string, number>>(new Map());

const pageSize = 100;
const summaries = new Map<string, Signal<ThreadSummary | null>>();
/** So many are remembered at most. */
const mostSummaries = 1000;

export const keyOf = ({ id }: Pick<WireThread, "id">) => `${threadPrefix}${id}`;

/** The list of channels has only the newest threads of a large forum, so an address may name another one. */
export function watchThreads(): void {
  effect(() => {
    const key = wanted.value;
    const { client, followed } = session.value ?? {};
    if (!client || !followed || !key?.startsWith(threadPrefix)) return;
    untracked(() => {
      if (!model.value || isKnownThread(model.value, key)) return;
      const thread_id = key.slice(threadPrefix.length);
      client
        .request("thread_get", { thread_id })
        .then(({ thread }) => followed.update((before) => withThreads(before, [thread])))
        .catch(() => {
          notice.value = t().threadGone;
          if (wanted.value === key) wanted.value = null;
        });
    });
  });
  effect(() => {
    if (session.value) return;
    summaries.clear();
    threadTotals.value = new Map();
  });
}

/** Fetches a page behind those that are known. @returns null when it worked, or why not */
export function loadThreads(forum: string, offset: number): Promise<string | null> {
  const { client, followed } = session.peek() ?? {};
  return tried(
    client?.request("threads_get", { channel: forum, limit: pageSize, offset }).then(({ threads, total }) => {
      followed?.update((before) => withThreads(before, threads));
      threadTotals.value = new Map(threadTotals.peek()).set(forum, total);
    }),
  );
}

/** The first and the last message of a thread, and how many it has. Null until they are known. */
export function summaryOf(thread: WireThread): ThreadSummary | null {
  const key = `${thread.id} ${thread.last_message_id}`;
  const known = summaries.get(key);
  if (known) return known.value;
  // While the new one comes, that of before the newest message is shown.
  const before = [...summaries].findLast(([name]) => name.startsWith(`${thread.id} `));
  const summary = signal<ThreadSummary | null>(before?.[1].peek() ?? null);
  if (summaries.size >= mostSummaries) summaries.clear();
  summaries.set(key, summary);
  const client = session.peek()?.client;
  if (client) {
    threadSummary(client, thread)
      .then((found) => {
        summary.value = found;
      })
      // Without the right to read back, the card has its title alone.
      .catch(() => {});
  }
  return summary.value;
}

/** Begins a thread and opens it. @returns null when it worked, or why not */
export function createThread(forum: string, name: string, content: string): Promise<string | null> {
  const fields = { channel: forum, name, ...(content !== "" && { content }) };
  return tried(
    session.value?.client.request("thread_create", fields).then(({ thread }) => openPlace(keyOf(thread))),
  );
}

export interface ThreadChange {
  readonly locked?: boolean;
  readonly archived?: boolean;
}

/** @returns null when it worked, or why not */
export function changeThread({ id }: WireThread, change: ThreadChange): Promise<string | null> {
  return tried(session.value?.client.request("thread_update", { thread_id: id, ...change }));
}

export async function setThreadPinned({ id }: WireThread, pinned: boolean): Promise<void> {
  const command = pinned ? "thread_pin" : "thread_unpin";
  tell(await tried(session.value?.client.request(command, { thread_id: id })));
}

export async function takePart({ id }: WireThread, joins: boolean): Promise<void> {
  const command = joins ? "thread_join" : "thread_leave";
  tell(await tried(session.value?.client.request(command, { thread_id: id })));
}

/** The forum of the thread opens, if the thread was open. */
export async function deleteThread(thread: WireThread): Promise<void> {
  const problem = await tried(session.value?.client.request("thread_delete", { thread_id: thread.id }));
  if (problem === null && wanted.value === keyOf(thread)) openPlace(thread.parent_channel);
  tell(problem);
}
