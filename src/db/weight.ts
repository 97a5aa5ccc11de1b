/**
 * How much one answer holds: messages are counted by their length too, or a page of the longest would be a packet of
 * tens of megabytes, which any member could ask for again and again.
 */
import type { StoredReaction } from "./reactions.ts";
import type { MessageRow } from "./tables.ts";

/** Characters of one answer, about. */
export const answerCharacters = 1024 * 1024;
/** However long they are: the official client takes a page of fewer for the last one there is. */
export const fewestMessages = 20;

/** What stands around a text, and the name of who reacted. */
const [frame, name] = [200, 20];

/** Characters that a message is on the wire, about. @param reactions where they are known */
export function weightOf(stored: MessageRow, reactions: readonly StoredReaction[] | null = null): number {
  const given = reactions?.reduce((sum, { users }) => sum + users.length * name, 0) ?? 0;
  return frame + stored.content.length + (stored.embeds?.length ?? 0) + (stored.pings?.length ?? 0) + given;
}

/** As many of the first as one answer, or a part of it, holds; `fewest` in any case. */
export function withinAnswer<Item>(
  found: readonly Item[],
  weigh: (item: Item) => number,
  fewest = fewestMessages,
  characters = answerCharacters,
): readonly Item[] {
  let weight = 0;
  const end = found.findIndex((item, index) => {
    weight += weigh(item);
    return weight > characters && index >= fewest;
  });
  return end < 0 ? found : found.slice(0, end);
}
