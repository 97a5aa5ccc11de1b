/** What is open over the chat and belongs to a message or to the open place. */
import { effect, signal } from "@preact/signals";
import type { WireMessage } from "../../client/index.ts";
import { place } from "./places.ts";

export interface MessageOverlay {
  readonly message: WireMessage;
  /** Key of the place that it is in. */
  readonly place: string;
}

export interface MenuAnchor {
  getBoundingClientRect(): DOMRect;
}

export const messageMenu = signal<(MessageOverlay & { readonly anchor: MenuAnchor }) | null>(null);
export const messageDialog = signal<
  (MessageOverlay & { readonly kind: "history" | "reactions" | "remind" | "thread" }) | null
>(null);
/** The button beside which the pinned messages are shown. */
export const pinsAt = signal<Element | null>(null);
export const showsReminders = signal(false);

export function openMenu(overlay: MessageOverlay, anchor: MenuAnchor): void {
  messageMenu.value = { ...overlay, anchor };
}

/** A menu for the point that was pressed. */
export function openMenuAt(overlay: MessageOverlay, x: number, y: number): void {
  openMenu(overlay, { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) });
}

export function watchOverlays(): void {
  effect(() => {
    void place.value?.key;
    messageMenu.value = null;
    messageDialog.value = null;
    pinsAt.value = null;
  });
}
