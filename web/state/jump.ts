import { signal } from "@preact/signals";
import { showAround } from "./history.ts";

/** The message that the list goes to next. */
export const jumpTo = signal<string | null>(null);

/** Goes to a message that is loaded. */
export function jumpToMessage(id: string): void {
  showAround(id);
  jumpTo.value = id;
}
