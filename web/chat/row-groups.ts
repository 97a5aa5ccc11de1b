/** Rows of messages in groups: a message that comes draws one group anew, and leaves the others as they are. */
import type { WireMessage } from "../../client/index.ts";

export interface RowGroup {
  /** Stays the same while messages join or leave. */
  readonly key: number;
  readonly messages: readonly WireMessage[];
}

/** Messages that begin a group together or join it later. */
const most = 10;
let keys = 0;

/**
 * Puts messages into groups anew. Those that were in a group stay in it, and a group in which nothing changed is the same
 * object.
 *
 * @param before the groups that are drawn now. @param messages what is drawn next, oldest first
 */
export function regrouped(before: readonly RowGroup[], messages: readonly WireMessage[]): RowGroup[] {
  const kept = unchanged(before, messages);
  const rest =
    kept.length === 0
      ? messages
      : messages.slice(kept.reduce((sum, group) => sum + group.messages.length, 0));
  const known = new Map<string, RowGroup>();
  for (const group of before.slice(kept.length)) for (const { id } of group.messages) known.set(id, group);
  const next: { old: RowGroup | undefined; messages: WireMessage[] }[] = [];
  for (const message of rest) {
    const old = known.get(message.id);
    const last = next.at(-1);
    if (last && (old ? last.old === old : last.messages.length < most)) last.messages.push(message);
    else next.push({ old, messages: [message] });
  }
  const taken = new Set<RowGroup>();
  const changed = next.map(({ old, messages }) => {
    // What comes between the messages of a full group cuts it in two.
    if (!old || taken.has(old)) return { key: ++keys, messages };
    taken.add(old);
    return isSame(old.messages, messages) ? old : { key: old.key, messages };
  });
  return [...kept, ...changed];
}

/** The first groups, as far as they stay as they are, without the last of them: messages may join it. */
function unchanged(before: readonly RowGroup[], messages: readonly WireMessage[]): readonly RowGroup[] {
  let at = 0;
  const end = before.findIndex((group) => !group.messages.every((message) => message === messages[at++]));
  return before.slice(0, Math.max(0, (end < 0 ? before.length : end) - 1));
}

function isSame(one: readonly WireMessage[], other: readonly WireMessage[]): boolean {
  return one.length === other.length && one.every((message, index) => message === other[index]);
}
