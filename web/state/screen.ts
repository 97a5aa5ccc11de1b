/** A screen over the whole chat, such as the administration. Its address is `#/NAME/SECTION`. */
import { computed, signal } from "@preact/signals";
import { placeKey } from "./places.ts";
import { screenAddress } from "./screen-address.ts";

export interface OpenScreen {
  readonly name: "admin" | "settings";
  /** As in the address; a screen knows which sections it has. */
  readonly section: string;
}

export const screen = signal<OpenScreen | null>(screenInAddress());
/** What was changed in the screen and is not saved. It asks before that is lost. */
const changedParts = signal<ReadonlySet<symbol>>(new Set());
export const unsaved = computed(() => changedParts.value.size > 0);
/** What goes on if the person discards what is not saved. */
export const waitingToLeave = signal<(() => void) | null>(null);

/** The page before it is in the browser's history, so closing goes back there. */
let isAhead = false;
/** What had the focus in the chat. */
let opener: Element | null = null;

export function openScreen(name: OpenScreen["name"], section: string): void {
  const address = `#/${name}/${section}`;
  if (screen.value) history.replaceState(null, "", address);
  else {
    history.pushState(null, "", address);
    isAhead = true;
    opener = document.activeElement;
  }
  screen.value = { name, section };
}

export function closeScreen(): void {
  screen.value = null;
  discardUnsaved();
  if (isAhead) history.back();
  else history.replaceState(null, "", `#/${encodeURIComponent(placeKey.peek() ?? "")}`);
  isAhead = false;
  giveFocusBack();
}

/** @param part of the screen, such as one of its forms */
export function setUnsaved(part: symbol, isChanged: boolean): void {
  if (changedParts.peek().has(part) === isChanged) return;
  const others = [...changedParts.peek()].filter((other) => other !== part);
  changedParts.value = new Set(isChanged ? [...others, part] : others);
}

export function discardUnsaved(): void {
  changedParts.value = new Set();
}

/** Does it at once if nothing would be lost; else asks first. */
export function unlessUnsaved(next: () => void): void {
  if (unsaved.value) waitingToLeave.value = next;
  else next();
}

/** The chat takes the focus again as soon as it is drawn without the screen over it. */
function giveFocusBack(): void {
  const element = opener;
  opener = null;
  if (element instanceof HTMLElement) setTimeout(() => element.focus());
}

/** The browser's buttons, and addresses that are typed, open and close screens too. */
export function watchScreen(): void {
  addEventListener("popstate", () => {
    const named = screenInAddress();
    if (named === null) {
      isAhead = false;
      discardUnsaved();
      giveFocusBack();
    }
    const open = screen.peek();
    if (named?.section !== open?.section || named?.name !== open?.name) screen.value = named;
  });
}

function screenInAddress(): OpenScreen | null {
  const [, name, section] = screenAddress.exec(location.hash) ?? [];
  return (name === "admin" || name === "settings") && section !== undefined ? { name, section } : null;
}
