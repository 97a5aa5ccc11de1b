/** The rows of which all buttons are in the document. In two hundred rows they would be most of it. */
import { signal } from "@preact/signals";

/** Ids of messages. */
export const pointed = signal<string | null>(null);
export const focused = signal<string | null>(null);

/** Milliseconds that the pointer rests on a row: others pass under it while the list scrolls. */
const rest = 30;
let resting: ReturnType<typeof setTimeout> | undefined;

export function pointAt(target: EventTarget | null): void {
  clearTimeout(resting);
  resting = setTimeout(() => {
    pointed.value = idAt(target);
  }, rest);
}

export function focusAt(target: EventTarget | null): void {
  focused.value = idAt(target);
}

function idAt(target: EventTarget | null): string | null {
  return target instanceof Element ? (target.closest("[data-id]")?.getAttribute("data-id") ?? null) : null;
}
