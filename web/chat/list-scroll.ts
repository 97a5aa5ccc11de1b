/**
 * Where the reader is in the list of messages, and keeping it there whatever comes or goes above and below.
 *
 * The list is scrolled from its end (`column-reverse`): `scrollTop` is 0 there and negative above. So rows that come above
 * move none of the others, and the end stays in sight by itself. Where rows go below while one reads back, room is left in
 * their place until the list rests: rows that stay in their place needn't be painted anew.
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import { followsNewest, hasOlder, isAtNewest, loadState, mostRows, showNewest } from "../state/history.ts";
import { loadNewer, loadOlder } from "../state/paging.ts";

/** Pixels from the end within which the reader counts as being there. */
const nearEnd = 48;
/** Pixels from an edge within which rows are added there: at least, and at most. */
const nearEdge = 600;
const farEdge = 3000;
/** Heights of the list that its rows fill: what is in the document costs time in each frame in which rows come or go. */
const heights = 5;
/** Rows at least, however tall they are. */
const fewestRows = 40;
/** Pixels of rows that come at once, and how many rows they are: so few that a slow phone draws them within a frame. */
const heightTogether = 240;
const fewestTogether = 3;
const mostTogether = 5;
/** Milliseconds without scrolling after which the list rests. */
const rest = 150;

/** @param key of the open place. @param last id of the last message that is drawn now, null: none */
export function useListScroll(key: string, last: string | null) {
  const scroller = useRef<HTMLElement>(null);
  /** The first row in sight, and where it is, while the reader is not at the newest message. */
  const anchor = useRef<{ readonly id: string; readonly top: number } | null>(null);
  /** What of the list was drawn last. */
  const drawn = useRef<{ readonly key: string; readonly last: string | null }>({ key: "", last: null });
  /** Pixels below the rows, in the place of those that went. */
  const room = useRef(0);
  const lastTop = useRef(0);
  /** Rows were added in this frame: no others come before the next one. */
  const isFilling = useRef(false);
  const resting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  // While the document still has the rows that go.
  const gone = drawn.current.key === key && drawn.current.last !== last ? heightBehind(last) : 0;

  useLayoutEffect(() => {
    const isOther = drawn.current.key !== key;
    drawn.current = { key, last };
    if (isOther) {
      setRoom(0);
      keepPlace();
    } else if (gone > 0) setRoom(room.current + gone);
    // At the newest the list keeps its end in sight by itself.
    else if (!isFollowing()) keepPlace();
  });
  useLayoutEffect(() => {
    const content = scroller.current?.firstElementChild;
    if (!content || !scroller.current) return;
    // Pictures that arrive, and a composer that grows.
    const observer = new ResizeObserver(() => {
      keepPlace();
      fillEdges();
    });
    observer.observe(content);
    observer.observe(scroller.current);
    return () => {
      observer.disconnect();
      clearTimeout(resting.current);
    };
  }, []);

  /** @returns the height of the rows behind a message; 0 when it isn't drawn, or the last one */
  function heightBehind(id: string | null): number {
    // Most often: with each message that comes.
    if (id === null || isFollowing()) return 0;
    const list = scroller.current?.querySelector(".message-rows");
    const row = rowOf(id);
    if (!list || !row) return 0;
    return list.getBoundingClientRect().bottom - row.getBoundingClientRect().bottom;
  }

  function rowOf(id: string): HTMLElement | null {
    return scroller.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`) ?? null;
  }

  function setRoom(height: number): void {
    if (room.current === height) return;
    room.current = height;
    const content = scroller.current?.firstElementChild;
    if (content instanceof HTMLElement) content.style.marginBottom = `${height}px`;
  }

  /** Takes the room below the rows away; what is read stays where it is. */
  function takeRoom(): void {
    const element = scroller.current;
    const height = room.current;
    if (!element || height === 0) return;
    setRoom(0);
    element.scrollTop += height;
    lastTop.current = element.scrollTop;
  }

  function showEnd(): void {
    setRoom(0);
    if (lastTop.current === 0 || !scroller.current) return;
    scroller.current.scrollTop = 0;
    lastTop.current = 0;
  }

  function keepPlace(): void {
    const element = scroller.current;
    if (!element) return;
    if (isFollowing()) return showEnd();
    const row = anchor.current && rowOf(anchor.current.id);
    if (row && anchor.current) {
      // Without what was scrolled meanwhile: its event is still to come.
      const scrolled = element.scrollTop - lastTop.current;
      const moved = row.getBoundingClientRect().top - anchor.current.top + scrolled;
      if (moved !== 0) element.scrollTop += moved;
      lastTop.current = element.scrollTop;
    }
    remember();
  }

  function remember(): void {
    const element = scroller.current;
    const all = element?.querySelector(".message-rows")?.children;
    if (!element || !all) return;
    const { top } = element.getBoundingClientRect();
    let from = 0;
    for (let to = all.length; from < to; ) {
      const middle = (from + to) >> 1;
      if ((all[middle]?.getBoundingClientRect().bottom ?? top) < top) from = middle + 1;
      else to = middle;
    }
    // Days and the line of new messages have no id.
    let row = all[from];
    while (row && !row.hasAttribute("data-id")) row = row.nextElementSibling ?? undefined;
    if (row) anchor.current = { id: row.getAttribute("data-id") ?? "", top: row.getBoundingClientRect().top };
  }

  function scrolled(): void {
    const element = scroller.current;
    if (!element) return;
    const isBack = element.scrollTop < lastTop.current;
    lastTop.current = element.scrollTop;
    if (!isBack) takeRoom();
    clearTimeout(resting.current);
    resting.current = setTimeout(takeRoom, rest);
    isAtNewest.value = -element.scrollTop < nearEnd && followsNewest.value;
    if (isAtNewest.value) anchor.current = null;
    else remember();
    fillEdges();
  }

  /** Adds rows where the reader comes near an end of those in the document. */
  function fillEdges(): void {
    const element = scroller.current;
    if (!element || isFilling.current) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    const below = -scrollTop - room.current;
    const above = scrollHeight - clientHeight + scrollTop;
    // Most often: with each message that comes.
    if (followsNewest.value && above >= farEdge) return;
    const count = element.querySelector(".message-rows")?.childElementCount ?? 0;
    const height = (scrollHeight - room.current) / count;
    const size = between(fewestRows, Math.ceil((heights * clientHeight) / height), mostRows);
    const step = between(fewestTogether, Math.round(heightTogether / height), mostTogether);
    // A third leaves room between the edges, where rows are added at neither.
    const third = Math.min(farEdge, (above + below) / 3);
    const edge = count < size ? Math.max(nearEdge, third) : third;
    const isUpper = followsNewest.value || above <= below;
    const isOlder = above < edge && isUpper && hasOlder.value;
    if (!isOlder && (below >= edge || isUpper)) return;
    isFilling.current = true;
    // At the newest the list grows as far as it may, and stays there.
    if (isOlder) void loadOlder({ step, fitting: isFollowing() ? mostRows : size });
    else void loadNewer({ step, fitting: size });
    requestAnimationFrame(() => {
      isFilling.current = false;
      // After a page that is on its way the list is told.
      if (loadState.value === "idle") fillEdges();
    });
  }

  /** Brings a row into the middle. @returns the row; null: it isn't drawn */
  function showRow(id: string): HTMLElement | null {
    const row = rowOf(id);
    if (!row) return null;
    isAtNewest.value = false;
    takeRoom();
    row.scrollIntoView({ block: "center" });
    lastTop.current = scroller.current?.scrollTop ?? 0;
    // The observer may come before the event of this scrolling, and would bring back what was in sight.
    remember();
    return row;
  }

  function jumpDown(): void {
    isAtNewest.value = true;
    showNewest();
    showEnd();
  }

  return { scroller, scrolled, fillEdges, showRow, jumpDown };
}

function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

/** The reader is at the newest message, and it is the last row. */
function isFollowing(): boolean {
  return isAtNewest.value && followsNewest.value;
}
