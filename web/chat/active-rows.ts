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

/** Milliseconds that the pointer stays on a row: it crosses others on its way. */
const stay = 30;
let staying: ReturnType<typeof setTimeout> | undefined;
/** Id of the message on which the pointer is. */
let next: string | null = null;

/** The pointer moved. Rows that pass under a resting one get no buttons: they would be drawn with each message that comes. */
export function pointAt(target: EventTarget | null): void {
  const id = idAt(target);
  if (id === next) return;
  next = id;
  clearTimeout(staying);
  staying = setTimeout(() => {
    pointed.value = id;
  }, stay);
}

export function focusAt(target: EventTarget | null): void {
  focused.value = idAt(target);
}

function idAt(target: EventTarget | null): string | null {
  return target instanceof Element ? (target.closest("[data-id]")?.getAttribute("data-id") ?? null) : null;
}
