/** Which key sends a message. */
import { effect, signal } from "@preact/signals";
import { keep, kept } from "./kept.ts";

/** False: Enter breaks the line, and Ctrl-Enter or Command-Enter sends. */
export const enterSends = signal(kept("enter") !== "breaks");
effect(() => keep("enter", enterSends.value ? null : "breaks"));

/** The key pressed sends, or saves a message that is edited. Ctrl-Enter always does. */
export function isSendingKey(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || event.isComposing || event.shiftKey) return false;
  return enterSends.value || event.ctrlKey || event.metaKey;
}
