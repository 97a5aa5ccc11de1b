/** The rows of which all buttons are in the document. In two hundred rows they would be most of it. */
import { computed, signal } from "@preact/signals";
import { editing, picking } from "../state/composing.ts";
import { messageMenu } from "../state/overlays.ts";

/** Ids of messages. */
const pointed = signal<string | null>(null);
const focused = signal<string | null>(null);

/** Ids of the messages that are pointed at, have the focus, or of which something is open. */
export const activeRows = computed<ReadonlySet<string | null | undefined>>(
  () => new Set([pointed.value, focused.value, picking.value, editing.value, messageMenu.value?.message.id]),
);

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
