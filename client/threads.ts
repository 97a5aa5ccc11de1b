/** What cards of a forum show of a thread, which its object doesn't say. */
import type { Client } from "./client.ts";
import type { WireMessage, WireThread } from "./types.ts";

export interface ThreadSummary {
  /** Null: the thread is empty, or the user may not read back. */
  readonly first: WireMessage | null;
  readonly last: WireMessage | null;
  /** Messages in the thread. */
  readonly count: number;
}

const empty: ThreadSummary = { first: null, last: null, count: 0 };

/** Marks nothing as read. @throws what `request` throws */
export async function threadSummary(
  client: Client,
  { id, last_message_id }: Pick<WireThread, "id" | "last_message_id">,
): Promise<ThreadSummary> {
  if (last_message_id === null) return empty;
  const { messages, range } = await client.request("messages_around", {
    thread_id: id,
    around: last_message_id,
    bounds: { above: 0, below: 0 },
  });
  const last = messages[0] ?? null;
  const count = range.end;
  if (count <= 1) return { first: last, last, count };
  const oldest = await client.request("thread_messages", { thread_id: id, start: count - 1, limit: 1 });
  return { first: oldest.messages[0] ?? null, last, count };
}
