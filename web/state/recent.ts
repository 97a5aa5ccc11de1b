/** The places that the person was in lately, in this browser. */
import { effect, signal } from "@preact/signals";
import { keep, kept } from "./kept.ts";
import { place } from "./places.ts";
import { session } from "./session.ts";

/** Keys, the newest first. */
export const recentPlaces = signal<readonly string[]>([]);

const most = 12;

export function watchRecent(): void {
  effect(() => {
    const id = session.value?.client.user.id;
    recentPlaces.value = id === undefined ? [] : (kept(`recent:${id}`)?.split("\n") ?? []);
  });
  effect(() => {
    const key = place.value?.key;
    const id = session.value?.client.user.id;
    if (key === undefined || id === undefined || recentPlaces.peek()[0] === key) return;
    recentPlaces.value = [key, ...recentPlaces.peek().filter((other) => other !== key)].slice(0, most);
    keep(`recent:${id}`, recentPlaces.value.join("\n"));
  });
}
