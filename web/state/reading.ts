/** How far the open place was read: the server is told while the reader is at the newest message. */

import { effect, signal, untracked } from "@preact/signals";
import { CommandError, requestPlace } from "../../client/index.ts";
import { refusalText } from "../texts/refusals/refusals.ts";
import { t } from "../texts/texts.ts";
import { firstUnread, followsNewest, isAtNewest, newBehind, newestId, openHistory } from "./history.ts";
import { loadPage } from "./paging.ts";
import { placeKey } from "./places.ts";
import { model, notice, session } from "./session.ts";

/** Key of the place that the reader marked as unread: it stays so until they come back to it. */
export const leftUnread = signal<string | null>(null);

/** Milliseconds between two marks: many messages may come, and each mark is a write and a packet for each device. */
const markEvery = 1000;

/** It ran a moment ago. */
let pause: ReturnType<typeof setTimeout> | null = null;
/** Key of the place that waits for the end of the pause. */
let due: string | null = null;

/** Follows the open place for as long as the page lives. */
export function watchReading(): void {
  effect(() => {
    void placeKey.value;
    untracked(() => {
      markDue();
      leftUnread.value = null;
    });
  });
  effect(() => {
    if (newestId.value !== null && isAtNewest.value && followsNewest.value) untracked(markRead);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) markDue();
    else markRead();
  });
}

function markRead(): void {
  const key = placeKey.value;
  if (document.hidden || key === null || !isAtNewest.value || !followsNewest.value) return;
  newBehind.value = 0;
  if (leftUnread.value === key) return;
  due = key;
  if (pause === null) markDue();
}

/** The reader may leave before the pause is over. */
function markDue(): void {
  const key = due;
  due = null;
  if (key === null || !model.value?.unread.has(key)) return;
  if (pause !== null) clearTimeout(pause);
  pause = setTimeout(() => {
    pause = null;
    markDue();
  }, markEvery);
  // A mark that is lost with the connection is made good by the next one.
  session.value?.client.request("unreads_ack", requestPlace(key)).catch(() => {});
}

/** Makes a message and all after it unread again, also for the other devices of the person. */
export async function markUnread(id: string): Promise<void> {
  const key = placeKey.value;
  const client = session.value?.client;
  if (key === null || !client) return;
  const at = () => openHistory.value?.messages.findIndex((message) => message.id === id) ?? -1;
  if (at() === 0 && openHistory.value?.from !== 0) await loadPage(key, "older");
  const { messages = [] } = openHistory.value ?? {};
  const index = at();
  // The marker stands at a message that was read, and before the first one there is none.
  const marker = messages[Math.max(0, index - 1)]?.id ?? id;
  const first = messages[Math.max(1, index)]?.id ?? null;
  leftUnread.value = key;
  due = null;
  try {
    await client.request("unreads_ack", { ...requestPlace(key), message_id: marker, force: true });
    if (placeKey.value === key) firstUnread.value = first;
  } catch (error) {
    leftUnread.value = null;
    notice.value = error instanceof CommandError ? refusalText(error) : t().noConnection;
  }
}
