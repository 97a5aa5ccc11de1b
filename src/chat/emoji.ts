/**
 * What may be a reaction: one emoji, or the address of a custom emoji. Other text is refused, since nobody moderates
 * the texts of reactions.
 */

/** One of UTS #51, with skin tone, presentation or tags; digits, `#` and `*` are emojis only with their keycap. */
const element =
  "(?:\\p{RI}\\p{RI}|[0-9#*]\\uFE0F?\\u20E3|(?![0-9#*\\p{RI}])[\\p{Emoji}\\p{Extended_Pictographic}](?:\\p{EMod}|\\uFE0F)?(?:[\\u{E0020}-\\u{E007E}]+\\u{E007F})?)";
const sequence = new RegExp(`^${element}(?:\\u200D${element})*$`, "u");
/** Two people kissing, each with a skin tone, are ten. */
const mostCodePoints = 16;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

const customEmoji = /^originChats:\/\/([A-Za-z0-9.-]+(?::[0-9]+)?)\/emojis\/[A-Za-z0-9_.-]+$/;

/** Exactly one Unicode emoji. */
export function isUnicodeEmoji(text: string): boolean {
  if (text.length > 2 * mostCodePoints || [...text].length > mostCodePoints) return false;
  // What the pattern takes for one and a reader doesn't, such as tags behind what takes none, is two graphemes.
  return sequence.test(text) && [...graphemes.segment(text)].length === 1;
}

/**
 * Two reactions with the same key are the same: an emoji may be written with and without the selector of its coloured
 * form (U+FE0F), and composed or not. The address of a custom emoji is its own key.
 */
export function reactionKey(emoji: string): string {
  return customEmojiHost(emoji) === null ? emoji.normalize("NFC").replaceAll("\ufe0f", "") : emoji;
}

/** The server that a custom emoji comes from, with its port if it has one; null when the text is none. */
export function customEmojiHost(text: string): string | null {
  return customEmoji.exec(text)?.[1] ?? null;
}
