/**
 * The size of one answer. A page is also limited by the length of its messages: a page of the longest would be a packet
 * of tens of megabytes, which any member could request again and again.
 */
import type { Beside } from "./messages.ts";
import type { MessageRow } from "./tables.ts";

/** Characters of one answer, about. */
export const answerCharacters = 1024 * 1024;
/** Fewest messages of a page, however long they are (compatibility.md#page-of-history). */
export const minMessages = 20;

/** For the fields around a text, for one name among the reactions, and for an attachment. */
const [frame, name, attachment] = [200, 20, 500];

/** Characters that a message is on the wire, about. @param beside where it is known */
export function weightOf(stored: MessageRow, beside: Partial<Beside> = {}): number {
  const given = beside.reactions?.reduce((sum, { users }) => sum + users.length * name, 0) ?? 0;
  const attached = (beside.attachments?.length ?? 0) * attachment;
  return (
    frame +
    stored.content.length +
    (stored.embeds?.length ?? 0) +
    (stored.pings?.length ?? 0) +
    (stored.extra?.length ?? 0) +
    given +
    attached
  );
}

/** As many of the first items as fit into one answer, or a part of it, but at least `fewest`. */
export function firstFitting<Item>(
  found: readonly Item[],
  weigh: (item: Item) => number,
  fewest = minMessages,
  characters = answerCharacters,
): readonly Item[] {
  let weight = 0;
  const end = found.findIndex((item, index) => {
    weight += weigh(item);
    return weight > characters && index >= fewest;
  });
  return end < 0 ? found : found.slice(0, end);
}
