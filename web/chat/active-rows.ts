/** The rows of which all buttons are in the document. In two hundred rows they would be most of it. */
import { signal } from "@preact/signals";

/** Ids of messages. */
export const pointed = signal<string | null>(null);
export const focused = signal<string | null>(null);

export function pointAt(target: EventTarget | null): void {
  pointed.value = idAt(target);
}

export function focusAt(target: EventTarget | null): void {
  focused.value = idAt(target);
}

function idAt(target: EventTarget | null): string | null {
  return target instanceof Element ? (target.closest("[data-id]")?.getAttribute("data-id") ?? null) : null;
}
