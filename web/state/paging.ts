/** Reading on in the open place: the window over its history moves, and pages are fetched and forgotten. */
import { batch, untracked } from "@preact/signals";
import { narrowed, newerWindow, olderWindow, type WindowMove } from "../../client/index.ts";
import {
  current,
  followsNewest,
  known,
  load,
  loadState,
  mostRows,
  openHistory,
  pageSize,
  rows,
  shownWindow,
  showWaiting,
  visiting,
} from "./history.ts";
import { placeKey } from "./places.ts";
import { session } from "./session.ts";

/** Messages in memory at most, and how many stay above and below the window when others are forgotten. */
const mostMessages = 400;
const keptBeside = 100;

/** Fetches a page of the open place. @returns whether it came and the place is still open */
export async function loadPage(key: string, side: "older" | "newer"): Promise<boolean> {
  if (loadState.value !== "idle") return false;
  loadState.value = "loading";
  try {
    const { followed } = session.value ?? {};
    if (current.value?.isExcerpt) await followed?.loadBeside(key, side, pageSize);
    else await followed?.load(key, pageSize);
  } catch {
    if (placeKey.value === key) loadState.value = side === "older" ? "failed" : "idle";
    return false;
  }
  if (placeKey.value !== key) return false;
  showWaiting();
  loadState.value = "idle";
  forgetFar(key);
  return true;
}

/** Forgets messages far from the window, so that reading far back costs no more memory than reading here. */
function forgetFar(key: string): void {
  const messages = openHistory.value?.messages ?? [];
  const from = messages.findIndex(({ id }) => id === rows.value[0]?.id);
  const to = messages.findIndex(({ id }) => id === rows.value.at(-1)?.id);
  const middle = messages[(from + to) >> 1];
  const first = messages[Math.max(0, from - keptBeside)];
  const last = messages[Math.min(messages.length - 1, to + keptBeside)];
  if (messages.length <= mostMessages || from < 0 || to < 0 || !middle || !first || !last) return;
  batch(() => {
    // It says what is shown, once the part that is read is an excerpt.
    if (last !== messages.at(-1) || current.value?.isExcerpt) visiting.value = middle.id;
    session.value?.followed.update((model) =>
      narrowed(model, key, { first: first.id, last: last.id }, mostRows),
    );
  });
}

/** Moves the window towards older messages, and fetches a page when there are few here. */
export async function loadOlder(move: WindowMove): Promise<void> {
  const history = openHistory.value;
  const key = placeKey.value;
  if (!history || key === null) return;
  const left = history.messages.findIndex(({ id }) => id === rows.value[0]?.id);
  if (left <= 0) {
    if (history.from === 0 || !(await loadPage(key, "older"))) return;
  } else if (left < pageSize && history.from !== 0) void loadPage(key, "older");
  shownWindow.value = olderWindow(openHistory.value?.messages ?? [], shownWindow.value, move);
}

/** The same towards newer ones. */
export async function loadNewer(move: WindowMove): Promise<void> {
  const history = openHistory.value;
  const key = placeKey.value;
  if (followsNewest.value || !history || key === null) return;
  const last = rows.value.at(-1)?.id;
  const left = history.messages.length - 1 - history.messages.findLastIndex(({ id }) => id === last);
  if (current.value?.isExcerpt) {
    if (left === 0 && !(await loadPage(key, "newer"))) return;
    if (left > 0 && left < pageSize) void loadPage(key, "newer");
  }
  shownWindow.value = newerWindow(openHistory.value?.messages ?? [], shownWindow.value, move);
}

export function tryAgain(): void {
  const key = placeKey.value;
  loadState.value = "idle";
  if (key !== null)
    void (untracked(() => known.value) ? loadOlder({ step: 1, fitting: rows.value.length }) : load(key));
}
