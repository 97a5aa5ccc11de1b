import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { RunningCalls } from "../composer/later.tsx";
import { withAnswers } from "../state/answers.ts";
import {
  firstUnread,
  followsNewest,
  hasOlder,
  jumpTo,
  loadState,
  openHistory,
  rows,
} from "../state/history.ts";
import { people } from "../state/people.ts";
import { place } from "../state/places.ts";
import { sendings } from "../state/session.ts";
import { calls } from "../state/slash.ts";
import { t } from "../texts/texts.ts";
import { touchEnded } from "../ui/long-press.ts";
import { moveInList } from "../ui/move-in-list.ts";
import { focusAt, pointAt } from "./active-rows.ts";
import { continues } from "./grouping.ts";
import { JumpDown } from "./jump-down.tsx";
import { useListScroll } from "./list-scroll.ts";
import { ListStart } from "./list-start.tsx";
import { pressedForMenu, touchedForMenu } from "./menu-presses.ts";
import { MessageRows } from "./message-rows.tsx";
import { PendingMessage } from "./pending-message.tsx";
import { type RowGroup, regrouped } from "./row-groups.ts";

/** Milliseconds for which a message that was jumped to stands out. */
const markedFor = 2500;

/** The messages of the open place. What is read stays where it is, whatever comes above or below. */
export function MessageList() {
  const key = place.value?.key ?? "";
  const shown = withAnswers(rows.value, key, { start: !hasOlder.value, end: followsNewest.value });
  const { scroller, scrolled, fillEdges, showRow, jumpDown } = useListScroll(key, shown.at(-1)?.id ?? null);
  useSignalEffect(() => {
    // The reader may have come to the edge while a page was on its way, and scrolls no further.
    if (loadState.value === "idle") requestAnimationFrame(fillEdges);
  });
  useSignalEffect(() => {
    const id = jumpTo.value;
    if (id === null) return;
    // The row may only now come into the document.
    requestAnimationFrame(() => {
      const row = showRow(id);
      jumpTo.value = null;
      if (!row) return;
      row.focus({ preventScroll: true });
      // Not a class, which the next drawing of the row would take away.
      row.dataset["jumped"] = "";
      setTimeout(() => row.removeAttribute("data-jumped"), markedFor);
    });
  });

  const groups = useRef<readonly RowGroup[]>([]);
  groups.current = regrouped(groups.current, shown);

  const unread = firstUnread.value;
  const own = people.value?.own?.username ?? "";
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
            onPointerMove={({ target }) => pointAt(target)}
            onPointerLeave={() => pointAt(null)}
            onFocusIn={({ target }) => focusAt(target)}
            onContextMenu={(event) => pressedForMenu(event, key)}
            onTouchStart={(event) => touchedForMenu(event, key)}
            onTouchMove={touchEnded}
            onTouchEnd={touchEnded}
            onTouchCancel={touchEnded}
          >
            {groups.current.map((group, index) => (
              <MessageRows
                key={group.key}
                group={group}
                before={groups.current[index - 1]?.messages.at(-1) ?? null}
                place={key}
                firstUnread={group.messages.some(({ id }) => id === unread) ? unread : null}
              />
            ))}
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
