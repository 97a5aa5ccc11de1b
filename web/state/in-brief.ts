import type { WireMessage } from "../../client/index.ts";
import { plainText } from "../markdown/plain-text.ts";

/**
 * A message in one line, for previews and announcements: its text, or else the name of its first file, the question of
 * its poll, or the title of its first embed.
 */
export function inBrief(message: WireMessage, length: number): string {
  const [embed] = message.embeds ?? [];
  const text =
    plainText(message.content) ||
    message.attachments?.[0]?.name ||
    embed?.poll?.question ||
    embed?.title ||
    embed?.description ||
    "";
  return text.slice(0, length);
}
