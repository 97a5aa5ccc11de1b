/** Tells of messages that call the person: by a sound and by the system's notifications, in one tab only. */
import { effect, untracked } from "@preact/signals";
import { isQuietTime, pingsMe, placeOf, type WireMessage } from "../../client/index.ts";
import { choice } from "./choice.ts";
import { inBrief } from "./in-brief.ts";
import { levelHere } from "./mutes.ts";
import { authorName } from "./names.ts";
import { isToldHere, watchTabs } from "./one-tab.ts";
import { people } from "./people.ts";
import { hashOf, openPlace, placeKey, placeNamed } from "./places.ts";
import { closeScreen, screen } from "./screen.ts";
import { model, session } from "./session.ts";
import { playSound } from "./sound.ts";

export const sound = choice("sound", ["off", "on"], "off");
export const systemNotifications = choice("notifications", ["off", "on"], "off");

/** Seconds: what came while the page was away is in the unread counts, and no news. */
const stillNew = 60;
const longestText = 200;

export function watchNotifications(): void {
  watchTabs();
  effect(() => {
    const client = session.value?.client;
    if (!client) return;
    return client.on("message_new", (packet) => {
      const key = placeOf(packet);
      untracked(() => {
        if (calls(key, packet.message)) void tellOf(key, packet.message);
      });
    });
  });
}

function calls(key: string, message: WireMessage): boolean {
  const current = model.value;
  const own = people.value?.own;
  if (!current || !own || message.user === own.username || message.ephemeral) return false;
  if (own.status.status === "dnd" || message.timestamp < Date.now() / 1000 - stillNew) return false;
  const quiet = current.pushSettings?.quiet_hours;
  if (quiet && isQuietTime(quiet, Date.now())) return false;
  const level = levelHere(key);
  return level === "all" || (level === "mentions" && pingsMe(current, message));
}

async function tellOf(key: string, message: WireMessage): Promise<void> {
  const isInSight = placeKey.value === key && screen.value === null && document.hasFocus();
  if (!(await isToldHere(message.id, isInSight))) return;
  if (sound.value.value === "on") playSound().catch(() => {});
  const current = people.value;
  if (!current || systemNotifications.value.value === "off") return;
  const place = model.value && placeNamed(model.value, key)?.name;
  const author = authorName(current, message);
  const text = inBrief(message, longestText);
  await show(!place ? author : `${author} · ${place}`, text, key, message.id);
}

async function show(title: string, body: string, key: string, id: string): Promise<void> {
  if (!("Notification" in globalThis) || Notification.permission !== "granted") return;
  // The same message in another tab replaces it.
  const options = { body, tag: id };
  try {
    const shown = new Notification(title, options);
    shown.onclick = () => {
      shown.close();
      focus();
      if (screen.value !== null) closeScreen();
      openPlace(key, id);
    };
  } catch {
    // Browsers of Android leave that to the worker.
    const worker = await navigator.serviceWorker?.getRegistration();
    await worker?.showNotification(title, { ...options, data: hashOf(key, id) });
  }
}
