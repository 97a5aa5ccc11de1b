import { useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { RunningCalls } from "../composer/later.tsx";
import { withAnswers } from "../state/answers.ts";
import {
  firstUnread,
  followsNewest,
  hasOlder,
  isAtNewest,
  jumpTo,
  loadNewer,
  loadOlder,
  loadState,
  openHistory,
  rows,
  showNewest,
} from "../state/history.ts";
import { people } from "../state/people.ts";
import { place } from "../state/places.ts";
import { sendings } from "../state/session.ts";
import { calls } from "../state/slash.ts";
import { t } from "../texts/texts.ts";
import { dayKey, dayName } from "../texts/times.ts";
import { touchEnded } from "../ui/long-press.ts";
import { moveInList } from "../ui/move-in-list.ts";
import { focusAt, pointAt } from "./active-rows.ts";
import { continues } from "./grouping.ts";
import { JumpDown } from "./jump-down.tsx";
import { ListStart } from "./list-start.tsx";
import { pressedForMenu, touchedForMenu } from "./menu-presses.ts";
import { messageRow } from "./message-row.tsx";
import { PendingMessage } from "./pending-message.tsx";

/** Pixels from the end within which the reader counts as being there. */
const nearEnd = 48;
/** Pixels from an edge within which rows are added there: at least, and when there is room for that. */
const nearEdge = 600;
const farEdge = 3000;
/** Milliseconds for which a message that was jumped to stands out. */
const markedFor = 2500;

/** The messages of the open place. What is read stays where it is, whatever comes above or below. */
export function MessageList() {
  const scroller = useRef<HTMLElement>(null);
  /** The first row in sight, and where it is, while the reader is not at the newest message. */
  const anchor = useRef<{ readonly id: string; readonly top: number } | null>(null);
  /** Where the list was scrolled to when its end was last brought in sight, in pixels. */
  const endTop = useRef(0);

  function keepPlace(): void {
    const element = scroller.current;
    if (!element) return;
    if (isAtNewest.value && followsNewest.value) {
      showEnd(element);
      return;
    }
    if (anchor.current) {
      const row = element.querySelector<HTMLElement>(`[data-id="${CSS.escape(anchor.current.id)}"]`);
      if (row) element.scrollTop += row.getBoundingClientRect().top - anchor.current.top;
    }
    remember();
  }

  function showEnd(element: HTMLElement): void {
    element.scrollTop = element.scrollHeight;
    endTop.current = element.scrollTop;
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
    const { scrollTop, scrollHeight, clientHeight } = element;
    const room = scrollHeight - clientHeight;
    const below = room - scrollTop;
    // The event of `showEnd` may come when a taller list is not drawn yet: the reader didn't scroll then.
    const isAtEnd = below < nearEnd || (isAtNewest.value && scrollTop >= endTop.current);
    isAtNewest.value = isAtEnd && followsNewest.value;
    if (isAtNewest.value) anchor.current = null;
    else remember();
    fillEdges();
  }

  /** Adds rows where the reader comes near an end of those in the document. */
  function fillEdges(): void {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    const room = scrollHeight - clientHeight;
    const below = room - scrollTop;
    const edge = Math.max(nearEdge, Math.min(farEdge, room / 3));
    const isUpper = followsNewest.value || scrollTop <= below;
    if (scrollTop < edge && isUpper && hasOlder.value) void loadOlder();
    if (below < edge && !isUpper) void loadNewer();
  }

  const key = place.value?.key ?? "";
  const drawnKey = useRef<string | null>(null);
  useLayoutEffect(() => {
    // Otherwise the observer below keeps the end in sight once the list has its new height. Asking for the height here
    // would lay the page out once more for each message.
    if (drawnKey.current !== key || !(isAtNewest.value && followsNewest.value)) keepPlace();
    drawnKey.current = key;
  });
  useLayoutEffect(() => {
    const content = scroller.current?.firstElementChild;
    if (!content || !scroller.current) return;
    // Pictures that arrive, and a composer that grows.
    const observer = new ResizeObserver(keepPlace);
    observer.observe(content);
    observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);
  useSignalEffect(() => {
    // The reader may have come to the edge while a page was on its way, and scrolls no further.
    if (loadState.value === "idle") requestAnimationFrame(fillEdges);
  });
  useSignalEffect(() => {
    const id = jumpTo.value;
    if (id === null) return;
    // The row may only now come into the document.
    requestAnimationFrame(() => {
      const row = scroller.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
      jumpTo.value = null;
      if (!row) return;
      isAtNewest.value = false;
      row.scrollIntoView({ block: "center" });
      row.focus({ preventScroll: true });
      // Not a class, which the next drawing of the row would take away.
      row.dataset["jumped"] = "";
      setTimeout(() => row.removeAttribute("data-jumped"), markedFor);
    });
  });

  function jumpDown(): void {
    isAtNewest.value = true;
    showNewest();
    if (scroller.current) showEnd(scroller.current);
  }

  const own = people.value?.own?.username ?? "";
  const shown = withAnswers(rows.value, key, { start: !hasOlder.value, end: followsNewest.value });
  const pending = followsNewest.value ? sendings.value.filter((sending) => sending.place === key) : [];
  return (
    <div class="messages-box">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keyboards must reach it */}
      <section ref={scroller} class="messages" aria-label={t().messages} tabIndex={0} onScroll={scrolled}>
        <div class="messages-content">
          <ListStart isStart={openHistory.value !== null && !hasOlder.value} state={loadState.value} />
          <ol
            class="message-rows"
            onKeyDown={(event) => moveInList(event, "[data-id]")}
            onPointerOver={({ target }) => pointAt(target)}
            onPointerLeave={() => pointAt(null)}
            onFocusIn={({ target }) => focusAt(target)}
            onContextMenu={(event) => pressedForMenu(event, key)}
            onTouchStart={(event) => touchedForMenu(event, key)}
            onTouchMove={touchEnded}
            onTouchEnd={touchEnded}
            onTouchCancel={touchEnded}
          >
            {shown.flatMap((message, index) => {
              const before = shown[index - 1];
              const isNewDay = !before || dayKey(before.timestamp) !== dayKey(message.timestamp);
              const isNew = message.id === firstUnread.value;
              return [
                isNewDay && (
                  <li key={`day ${message.id}`} class="divider">
                    <span>{dayName(message.timestamp)}</span>
                  </li>
                ),
                isNew && (
                  <li key="new" class="divider new">
                    <span>{t().newMessages}</span>
                  </li>
                ),
                messageRow(message, key, !isNewDay && !isNew && continues(message, before)),
              ];
            })}
            {pending.map((sending, index) => {
              const row = { user: own, timestamp: sending.at / 1000 };
              const earlier = pending[index - 1];
              const before = earlier ? { user: own, timestamp: earlier.at / 1000 } : shown.at(-1);
              const isContinued = sending.replyTo === null && continues(row, before);
              return <PendingMessage key={sending.nonce} sending={sending} isContinued={isContinued} />;
            })}
          </ol>
          {calls.value.some((call) => call.place === key) && <RunningCalls place={key} />}
        </div>
      </section>
      <JumpDown jump={jumpDown} />
    </div>
  );
}
