import { useComputed } from "@preact/signals";
import { openHistory } from "../state/history.ts";
import { authorName } from "../state/names.ts";
import { people } from "../state/people.ts";

/** Reads out new messages of the open channel to screen readers, when they have nothing else to say. */
export function LiveRegion() {
  const newest = useComputed(() => {
    const message = openHistory.value?.messages.at(-1);
    const current = people.value;
    if (!message || !current || message.user === current.own?.username) return "";
    return `${authorName(current, message)}: ${message.content.slice(0, 300)}`;
  });
  return (
    <div class="visually-hidden" aria-live="polite">
      {newest.value}
    </div>
  );
}
