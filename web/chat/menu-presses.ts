/** Opens the menu of a message by the right mouse button, by the keyboard, and by a long press. */
import { openHistory } from "../state/history.ts";
import { rightsOf } from "../state/message-rights.ts";
import { openMenuAt } from "../state/overlays.ts";
import { touchBegan } from "../ui/long-press.ts";

/** The browser's own menu is of use there. */
const own = "a, img, video, audio, textarea, input, summary";

/** @param place key of the open place */
export function pressedForMenu(event: MouseEvent, place: string): void {
  // With Shift the browser shows its own menu.
  if (event.shiftKey && event.button === 2) return;
  if (getSelection()?.isCollapsed === false) return;
  if (opened(event.target, place, event.clientX, event.clientY)) event.preventDefault();
}

/** @param place key of the open place */
export function touchedForMenu(event: TouchEvent, place: string): void {
  const { target } = event;
  touchBegan(event, (x, y) => opened(target, place, x, y));
}

function opened(target: EventTarget | null, place: string, x: number, y: number): boolean {
  if (!(target instanceof Element) || target.closest(own)) return false;
  const id = target.closest<HTMLElement>("[data-id]")?.dataset["id"];
  const message = openHistory.value?.messages.find((each) => each.id === id);
  if (!message || !rightsOf(message)) return false;
  openMenuAt({ message, place }, x, y);
  return true;
}
