/** Which key sends a message. */
import { choice } from "./choice.ts";
import { isPressed } from "./keys.ts";

/** `breaks`: Enter breaks the line. */
export const enterKey = choice("enter", ["sends", "breaks"], "sends");

/** The key pressed sends, or saves a message that is edited. Ctrl-Enter always does. */
export function isSendingKey(event: KeyboardEvent): boolean {
  return isPressed(event, "sendAlways") || (enterKey.value.value === "sends" && isPressed(event, "send"));
}
