/** The history of the open place, and the part of it that is shown. `paging.ts` moves that. */

import { batch, computed, effect, signal, untracked } from "@preact/signals";
import {
  endAround,
  type History,
  type MessageWindow,
  newestIn,
  trimmed,
  type WireMessage,
  windowOf,
  withoutExcerpt,
} from "../../client/index.ts";
import { t } from "../texts/texts.ts";
import { keep } from "./kept.ts";
import { people } from "./people.ts";
import { placeKey } from "./places.ts";
import { firstPlace, isLost, model, notice, session } from "./session.ts";
import { wantedMessage } from "./wanted.ts";

/** Rows in the document at most. Each of them is laid out and painted anew when rows above it come or go. */
export const mostRows = 120;
/** Rows of a place that opens. The list says how many fit later. */
const usualRows = 72;
/** Where the reader is at the newest message, so many rows go at once above them, and not one with each message. */
const rowsTogether = 24;
export const pageSize = 50;

interface Shown {
  readonly place: string;
  readonly history: History;
  /** It is the part around a message that was jumped to, and newer messages follow. */
  readonly isExcerpt: boolean;
}

/** Stays while a new one is fetched after a loss, so that nothing flashes. */
const shown = signal<Shown | null>(null);
const newestRows: MessageWindow = { end: null, size: usualRows };
export const shownWindow = signal(newestRows);
/** Id of the message around which the excerpt is, while one is shown. */
export const visiting = signal<string | null>(null);
/** The message that the list goes to next: its row is there. */
export const jumpTo = signal<string | null>(null);
/** The first message that was unread when the place was opened. */
export const firstUnread = signal<string | null>(null);
/** `hidden`: there are messages that the member may not read. */
export const loadState = signal<"idle" | "loading" | "failed" | "hidden">("idle");
/** The reader is at the newest message, and the page is in sight. */
export const isAtNewest = signal(true);

export const current = computed(() => (shown.value?.place === placeKey.value ? shown.value : null));
export const openHistory = computed<History | null>(() => current.value?.history ?? null);

/** What is in the document, oldest first. */
export const rows = computed<readonly WireMessage[]>(() => {
  const messages = openHistory.value?.messages ?? [];
  const { end, size } = shownWindow.value;
  if (end !== null || !isAtNewest.value) return windowOf(messages, end, size);
  const fewer = rowsTogether - 1 - (messages.length % rowsTogether);
  return windowOf(messages, end, Math.max(size, usualRows) - fewer);
});

/** The window reaches to the newest message. */
export const followsNewest = computed(
  () => shownWindow.value.end === null && current.value?.isExcerpt !== true,
);
export const hasOlder = computed(() => {
  const history = openHistory.value;
  if (!history) return false;
  return history.from !== 0 || rows.value[0]?.id !== history.messages[0]?.id;
});

/** Messages that came behind the place where the reader is. */
export const newBehind = signal(0);

/** It lags behind the open place until that is prepared. */
const openedKey = signal<string | null>(null);
let unreadAtOpening = 0;
const excerpt = computed(() => model.value?.excerpts.get(placeKey.value ?? ""));
const whole = computed(() => model.value?.histories.get(placeKey.value ?? ""));
export const known = computed<Omit<Shown, "place"> | null>(() => {
  const id = visiting.value;
  const has = (history: History) => history.messages.some((message) => message.id === id);
  if (id !== null && excerpt.value) return { history: excerpt.value, isExcerpt: true };
  return whole.value && (id === null || has(whole.value)) ? { history: whole.value, isExcerpt: false } : null;
});
export const newestId = computed(() => openHistory.value?.messages.at(-1)?.id ?? null);
const newestTime = computed(() =>
  model.value && placeKey.value !== null ? (newestIn(model.value, placeKey.value)?.last_message ?? 0) : 0,
);

/** Follows the open place for as long as the page lives. */
export function watchHistory(): void {
  effect(() => {
    const key = placeKey.value;
    const id = wantedMessage.value;
    untracked(() => {
      if (key !== openedKey.value) opened(key);
      if (key === null || id === null) return;
      wantedMessage.value = null;
      visit(id);
    });
  });
  effect(() => {
    const found = known.value;
    const key = placeKey.value;
    // Another message may be asked for while this one is not there yet.
    void visiting.value;
    if (!key || key !== openedKey.value || !session.value || isLost.value) return;
    if (found) untracked(() => showSoon({ place: key, ...found }));
    else untracked(() => void load(key));
  });
  let before = 0;
  effect(() => {
    const time = newestTime.value;
    // An excerpt doesn't have what comes.
    if (time > before && untracked(() => current.value?.isExcerpt)) newBehind.value = newBehind.peek() + 1;
    before = time;
  });
}

function opened(key: string | null): void {
  const before = openedKey.value;
  // The first channel opens by itself.
  if (key !== null) keep("place", key);
  batch(() => {
    openedKey.value = key;
    shownWindow.value = newestRows;
    visiting.value = null;
    loadState.value = "idle";
    newBehind.value = 0;
    isAtNewest.value = true;
    firstUnread.value = null;
  });
  const followed = session.value?.followed;
  if (before !== null) {
    followed?.update((current) => withoutExcerpt(trimmed(current, before, mostRows), before));
  }
  unreadAtOpening = key === null ? 0 : (model.value?.unread.get(key)?.messages ?? 0);
  // What came with the lists counts as read already.
  if (before === null && key === firstPlace.value) unreadAtOpening = followed?.unreadAtFirst ?? 0;
}

/** Goes to a message of the open place, which may be far from what is loaded. */
function visit(id: string): void {
  const key = placeKey.value;
  if (key === null) return;
  batch(() => {
    if (!openHistory.value?.messages.some((message) => message.id === id)) {
      // Another excerpt gives way to that around this one.
      session.value?.followed.update((current) => withoutExcerpt(current, key));
      loadState.value = "idle";
    }
    visiting.value = id;
    toShow = id;
  });
  const found = untracked(() => known.value);
  if (found) show({ place: key, ...found });
}
/** The message to go to as soon as it is loaded. */
let toShow: string | null = null;

/** What is shown in the next frame, because something was shown just before. */
let waiting: Shown | null = null;
/** When something was shown last. */
let shownAt = 0;
/** Milliseconds that a frame takes on most screens. */
const frameTime = 16;

/** Shows the first change at once. What follows within a frame is drawn together: many messages may come. */
function showSoon(next: Shown): void {
  const isMore = shown.value?.place === next.place && shown.value.isExcerpt === next.isExcerpt;
  const isOwn = next.history.messages.at(-1)?.user === people.value?.own?.username;
  const isWaiting = waiting !== null;
  // Where nobody looks there are no frames. An own message takes the place of the one that is being sent.
  if ((isWaiting || performance.now() - shownAt < frameTime) && isMore && !isOwn && !document.hidden) {
    waiting = next;
    // Each request for a frame costs a tenth of a message, so a message that comes alone makes none.
    if (!isWaiting) requestAnimationFrame(showWaiting);
    return;
  }
  waiting = null;
  shownAt = performance.now();
  show(next);
}

/** Shows at once what waits for the next frame. */
export function showWaiting(): void {
  const next = waiting;
  waiting = null;
  if (next === null || next.place !== placeKey.value) return;
  shownAt = performance.now();
  show(next);
}

function show(next: Shown): void {
  const before = current.value;
  const { messages } = next.history;
  batch(() => {
    // What follows an excerpt comes in behind it, and must not move it.
    if (before?.isExcerpt && visiting.value !== null && shownWindow.value.end === null)
      shownWindow.value = { ...shownWindow.value, end: before.history.messages.at(-1)?.id ?? null };
    shown.value = next;
    if (!next.isExcerpt) visiting.value = null;
    // Deleted: another one says where the excerpt is.
    else if (!messages.some(({ id }) => id === visiting.value)) {
      visiting.value = messages[messages.length >> 1]?.id ?? null;
    }
    if (loadState.value === "hidden") loadState.value = "idle";
    if (unreadAtOpening > 0 && !next.isExcerpt) {
      firstUnread.value = messages.at(-unreadAtOpening)?.id ?? messages[0]?.id ?? null;
      unreadAtOpening = 0;
    }
    const last = before?.isExcerpt === false && !next.isExcerpt ? before.history.messages.at(-1) : undefined;
    if (last && !(isAtNewest.value && followsNewest.value)) {
      const index = messages.findIndex(({ id }) => id === last.id);
      if (index >= 0) newBehind.value += messages.length - 1 - index;
    }
    const target = toShow;
    if (target === null || !messages.some(({ id }) => id === target)) return;
    toShow = null;
    isAtNewest.value = false;
    if (!rows.value.some(({ id }) => id === target))
      shownWindow.value = { end: endAround(messages, target, usualRows), size: usualRows };
    jumpTo.value = target;
  });
}

export async function load(key: string): Promise<void> {
  if (loadState.value !== "idle") return;
  const id = visiting.value;
  loadState.value = "loading";
  try {
    const { followed } = session.value ?? {};
    if (id === null) await followed?.load(key, pageSize);
    else await followed?.loadAround(key, id, 2 * pageSize);
    if (isOvertaken(key, id)) return;
    loadState.value = id !== null || model.value?.histories.has(key) ? "idle" : "hidden";
    // Meanwhile the reader went to the newest.
    if (id !== null && !known.value) void load(key);
  } catch {
    if (isOvertaken(key, id)) return;
    loadState.value = id === null ? "failed" : "idle";
    if (id === null) return;
    notice.value = t().messageGone;
    showNewest();
  }
}

/** Did the person ask for another message meanwhile? `visiting` is null when the history already holds this one. */
function isOvertaken(key: string, id: string | null): boolean {
  return placeKey.value !== key || (visiting.value !== null && visiting.value !== id);
}

export function showNewest(): void {
  const key = placeKey.value;
  batch(() => {
    shownWindow.value = newestRows;
    newBehind.value = 0;
    visiting.value = null;
    toShow = null;
    if (key !== null) session.value?.followed.update((model) => withoutExcerpt(model, key));
  });
}
