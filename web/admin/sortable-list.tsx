import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../icons/icon.tsx";
import { moveInList } from "../ui/move-in-list.ts";
import { useEscape } from "../ui/use-escape.ts";
import { moved, reach } from "./move-order.ts";
import { t } from "./texts/texts.ts";

export interface SortableItem {
  readonly key: string;
  readonly name: string;
  /** It stays where it is, and nothing passes it. */
  readonly isFixed?: boolean;
  readonly row: ComponentChildren;
}

interface SortableListProps {
  readonly label: string;
  readonly items: readonly SortableItem[];
  /** @returns whether it was stored; the new order comes as other items */
  readonly onMove: (key: string, index: number) => Promise<boolean>;
}

/**
 * A list whose rows are moved by dragging their handle, or with the keyboard: Enter takes a row, arrow keys move it,
 * Enter puts it down, Escape puts it back.
 */
export function SortableList({ label, items, onMove }: SortableListProps) {
  const list = useRef<HTMLUListElement>(null);
  const taken = useSignal<string | null>(null);
  /** Keys as they are shown while a row moves, and until the server has told of it. */
  const order = useSignal<readonly string[] | null>(null);
  const spoken = useSignal("");
  const stored = items.map(({ key }) => key);
  const byKey = new Map(items.map((item) => [item.key, item]));
  const keys = order.value?.length === stored.length && order.value.every((key) => byKey.has(key));
  const shown = keys ? (order.value ?? stored) : stored;
  const nameOf = (key: string) => byKey.get(key)?.name ?? "";

  // Another order came: the own one, or that of another administrator.
  useEffect(() => {
    if (taken.peek() === null) order.value = null;
  }, [stored.join("\n")]);

  function place(key: string, index: number): void {
    const to = reach(shown, shown.indexOf(key), index, (each) => byKey.get(each)?.isFixed ?? false);
    if (shown[to] === key) return;
    order.value = moved(shown, key, to);
    spoken.value = t().movedTo(nameOf(key), to + 1, shown.length);
  }
  function take(key: string): void {
    taken.value = key;
    order.value = stored;
    spoken.value = t().taken(nameOf(key));
  }
  async function drop(): Promise<void> {
    const key = taken.value;
    taken.value = null;
    const index = key === null ? -1 : (order.value ?? stored).indexOf(key);
    if (key === null || index === stored.indexOf(key)) {
      order.value = null;
      return;
    }
    spoken.value = t().putDown(nameOf(key), index + 1);
    if (!(await onMove(key, index))) order.value = null;
  }
  function putBack(): void {
    spoken.value = t().putBack(nameOf(taken.value ?? ""));
    taken.value = null;
    order.value = null;
  }
  useEscape(putBack, taken.value !== null);

  function keysOf(event: KeyboardEvent, key: string): void {
    const isTaken = taken.value === key;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (isTaken) void drop();
      else take(key);
      return;
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!isTaken || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    place(key, shown.indexOf(key) + step);
  }

  function drag(event: PointerEvent, key: string): void {
    if (event.button !== 0) return;
    event.preventDefault();
    take(key);
    const follow = ({ clientY }: PointerEvent) => {
      const rows = [...(list.current?.children ?? [])];
      const at = rows.findIndex((row) => clientY < row.getBoundingClientRect().bottom);
      const current = (order.value ?? stored).indexOf(key);
      const index = at < 0 ? rows.length - 1 : at;
      const bounds = rows[index]?.getBoundingClientRect();
      const middle = bounds ? (bounds.top + bounds.bottom) / 2 : 0;
      // Only behind the middle of a row, so that rows of different heights don't change to and fro.
      if (index > current && clientY < middle) return placeNow(index - 1);
      if (index < current && clientY > middle) return placeNow(index + 1);
      placeNow(index);
    };
    const placeNow = (index: number) => latest.current.place(key, index);
    const end = (pointer: PointerEvent) => {
      removeEventListener("pointermove", follow);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      if (taken.value !== key) return;
      if (pointer.type === "pointerup") void latest.current.drop();
      else latest.current.putBack();
    };
    addEventListener("pointermove", follow);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  }
  const latest = useRef({ place, drop, putBack });
  latest.current = { place, drop, putBack };

  return (
    <>
      <ul
        ref={list}
        class="sortable"
        aria-label={label}
        onKeyDown={(event) => moveInList(event, ".grip:enabled")}
      >
        {shown.map((key) => {
          const item = byKey.get(key);
          if (!item) return null;
          return (
            <li key={key} data-key={key} class={`sortable-row ${taken.value === key ? "taken" : ""}`}>
              <button
                type="button"
                class="grip"
                disabled={item.isFixed}
                aria-label={item.isFixed ? t().locked(item.name) : t().move(item.name)}
                title={item.isFixed ? t().locked(item.name) : t().moveHint}
                aria-pressed={taken.value === key}
                onKeyDown={(event) => keysOf(event, key)}
                onPointerDown={(event) => drag(event, key)}
              >
                <Icon name={item.isFixed ? "lock" : "grip-vertical"} size={16} />
              </button>
              {item.row}
            </li>
          );
        })}
      </ul>
      <p class="visually-hidden" role="status">
        {spoken.value}
      </p>
    </>
  );
}
