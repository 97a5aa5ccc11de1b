import type { State } from "../../chat/state.ts";
import type { WireEmoji } from "../../protocol/objects.ts";

/** All emojis by id, as the wire has them. */
export function emojiMap({ namedPictures }: State): Record<string, WireEmoji> {
  const all = [...namedPictures.emoji.byId.values()];
  return Object.fromEntries(all.map(({ id, name, fileName }) => [id, { name, fileName }]));
}
