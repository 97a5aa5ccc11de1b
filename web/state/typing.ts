/** The members who are typing, by place. */

import { computed, effect, signal } from "@preact/signals";
import { placeOf, requestPlace } from "../../client/index.ts";
import { people } from "./people.ts";
import { place } from "./places.ts";
import { session } from "./session.ts";

/** By place: usernames, and when each stops, unless they say more. */
const typers = signal<ReadonlyMap<string, ReadonlyMap<string, ReturnType<typeof setTimeout>>>>(new Map());

/** Usernames in the open place, without the own one. */
export const typing = computed<readonly string[]>(() => [
  ...(typers.value.get(place.value?.key ?? "")?.keys() ?? []),
]);

const usual = 6000;
let toldAt = 0;

/** Tells the others, at most every few seconds. @param isTyping false: the text was sent or removed */
export function tellTyping(isTyping: boolean): void {
  const key = place.value?.key;
  if (key === undefined || (isTyping ? Date.now() - toldAt < usual / 2 : toldAt === 0)) return;
  toldAt = isTyping ? Date.now() : 0;
  const duration = isTyping ? usual : 0;
  session.value?.client.request("typing", { ...requestPlace(key), duration }).catch(() => {});
}

export function watchTyping(): void {
  effect(() => {
    const client = session.value?.client;
    if (!client) return;
    const stopTyping = client.on("typing", (packet) => {
      if (packet.user === people.peek()?.own?.username) return;
      set(placeOf(packet), packet.user, packet.duration);
    });
    const stopNew = client.on("message_new", (packet) => set(placeOf(packet), packet.message.user, 0));
    return () => {
      stopTyping();
      stopNew();
    };
  });
}

/** @param duration milliseconds */
function set(key: string, user: string, duration: number): void {
  const before = typers.peek().get(key);
  if (!before?.has(user) && duration === 0) return;
  clearTimeout(before?.get(user));
  const users = new Map(before);
  if (duration > 0)
    users.set(
      user,
      setTimeout(() => set(key, user, 0), duration),
    );
  else users.delete(user);
  typers.value = new Map(typers.peek()).set(key, users);
}
