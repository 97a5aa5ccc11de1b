/** The title of the tab: where one is, and how many messages call. */
import { effect } from "@preact/signals";
import { face } from "./face.ts";
import { isMuted } from "./mutes.ts";
import { place } from "./places.ts";
import { model } from "./session.ts";

export function watchTitle(): void {
  effect(() => {
    const name = face.value?.name ?? "Chat";
    const pings = [...(model.value?.unread ?? [])].reduce(
      (sum, [key, unread]) => sum + (isMuted(key) ? 0 : unread.pings),
      0,
    );
    const here = place.value ? `${place.value.name} · ${name}` : name;
    const title = pings > 0 ? `(${pings}) ${here}` : here;
    // This runs with each change of the model, and browsers tell others of a title that is set again.
    if (document.title !== title) document.title = title;
  });
}
