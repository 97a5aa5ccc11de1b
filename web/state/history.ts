/** The history of the open place: loading it, the part of it that is shown, and how far it was read. */

import { batch, computed, effect, signal, untracked } from "@preact/signals";
import {
  endAround,
  type History,
  newerEnd,
  olderEnd,
  requestPlace,
  trimmed,
  type WindowEnd,
  type WireMessage,
  windowOf,
} from "../../client/index.ts";
import { placeKey } from "./places.ts";
import { isLost, model, session } from "./session.ts";

/** Rows in the document. */
export const windowSize = 200;
const pageSize = 50;

interface Shown {
  readonly place: string;
  readonly history: History;
}

/** Stays while a new one is fetched after a loss, so that nothing flashes. */
const shown = signal<Shown | null>(null);
const windowEnd = signal<WindowEnd>(null);
/** The first message that was unread when the place was opened. */
export const firstUnread = signal<string | null>(null);
/** `hidden`: there are messages that the member may not read. */
export const loadState = signal<"idle" | "loading" | "failed" | "hidden">("idle");
/** The reader is at the newest message, and the page is in sight. */
export const isAtNewest = signal(true);

export const openHistory = computed<History | null>(() => {
  const current = shown.value;
  return current && current.place === placeKey.value ? current.history : null;
});

/** What is in the document, oldest first. */
export const rows = computed<readonly WireMessage[]>(() =>
  windowOf(openHistory.value?.messages ?? [], windowEnd.value, windowSize),
);

/** The window reaches to the newest message. */
export const followsNewest = computed(() => windowEnd.value === null);
export const hasOlder = computed(() => {
  const history = openHistory.value;
  if (!history) return false;
  return history.from !== 0 || rows.value[0]?.id !== history.messages[0]?.id;
});

/** Messages that came behind the place where the reader is. */
export const newBehind = signal(0);

let openedKey: string | null = null;
const known = computed(() => model.value?.histories.get(placeKey.value ?? "") ?? null);
const newestId = computed(() => openHistory.value?.messages.at(-1)?.id ?? null);

/** Follows the open place for as long as the page lives. */
export function watchHistory(): void {
  effect(() => {
    const key = placeKey.value;
    if (key === openedKey) return;
    untracked(() => opened(key));
  });
  effect(() => {
    const history = known.value;
    const key = placeKey.value;
    if (!key || !session.value || isLost.value) return;
    if (history) untracked(() => show(key, history));
    else untracked(() => void load(key));
  });
  effect(() => {
    if (newestId.value !== null && isAtNewest.value && followsNewest.value) untracked(() => void markRead());
  });
  document.addEventListener("visibilitychange", () => void markRead());
}

function opened(key: string | null): void {
  const before = openedKey;
  openedKey = key;
  batch(() => {
    windowEnd.value = null;
    loadState.value = "idle";
    newBehind.value = 0;
    isAtNewest.value = true;
    firstUnread.value = null;
  });
  const followed = session.value?.followed;
  if (before !== null) followed?.update((current) => trimmed(current, before, windowSize));
  unreadAtOpening = key === null ? 0 : (model.value?.unread.get(key)?.messages ?? 0);
}
let unreadAtOpening = 0;

function show(key: string, history: History): void {
  const before = shown.value?.place === key ? shown.value.history.messages : null;
  batch(() => {
    shown.value = { place: key, history };
    if (loadState.value === "hidden") loadState.value = "idle";
    if (unreadAtOpening > 0) {
      firstUnread.value = history.messages.at(-unreadAtOpening)?.id ?? history.messages[0]?.id ?? null;
      unreadAtOpening = 0;
    }
    const last = before?.at(-1);
    if (last && !(isAtNewest.value && followsNewest.value)) {
      const index = history.messages.findIndex(({ id }) => id === last.id);
      if (index >= 0) newBehind.value += history.messages.length - 1 - index;
    }
  });
}

async function load(key: string): Promise<void> {
  if (loadState.value !== "idle") return;
  loadState.value = "loading";
  try {
    await session.value?.followed.load(key, pageSize);
    if (placeKey.value !== key) return;
    loadState.value = model.value?.histories.has(key) ? "idle" : "hidden";
  } catch {
    if (placeKey.value === key) loadState.value = "failed";
  }
}

export function tryAgain(): void {
  const key = placeKey.value;
  loadState.value = "idle";
  if (key !== null) void (known.value ? loadOlder() : load(key));
}

/** Moves the window towards older messages, and fetches a page when there are no more here. */
export async function loadOlder(): Promise<void> {
  const history = openHistory.value;
  const key = placeKey.value;
  if (!history || key === null || loadState.value !== "idle") return;
  if (rows.value[0]?.id === history.messages[0]?.id) {
    if (history.from === 0) return;
    loadState.value = "loading";
    try {
      await session.value?.followed.load(key, pageSize);
    } catch {
      if (placeKey.value === key) loadState.value = "failed";
      return;
    }
    if (placeKey.value !== key) return;
    loadState.value = "idle";
  }
  windowEnd.value = olderEnd(openHistory.value?.messages ?? [], windowEnd.value, windowSize);
}

export function loadNewer(): void {
  if (followsNewest.value) return;
  windowEnd.value = newerEnd(openHistory.value?.messages ?? [], windowEnd.value, windowSize);
}

export function showNewest(): void {
  windowEnd.value = null;
  newBehind.value = 0;
}

export function showAround(id: string): void {
  const { messages = [] } = openHistory.value ?? {};
  if (!rows.value.some((row) => row.id === id)) windowEnd.value = endAround(messages, id, windowSize);
}

async function markRead(): Promise<void> {
  const key = placeKey.value;
  if (document.hidden || key === null || !isAtNewest.value || !followsNewest.value) return;
  newBehind.value = 0;
  if (!model.value?.unread.has(key)) return;
  await session.value?.client.request("unreads_ack", requestPlace(key)).catch(() => {});
}
