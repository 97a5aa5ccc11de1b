import { useLayoutEffect, useRef } from "preact/hooks";
import { isPressed } from "../state/keys.ts";

/** What Escape closes, the newest last. */
const open: (() => void)[] = [];

function closeNewest(event: KeyboardEvent): void {
  // Dialogs and popovers opened later, and close by themselves.
  if (!isPressed(event, "close") || event.defaultPrevented) return;
  if (document.querySelector("dialog[open], :popover-open")) return;
  // Else it would also close a dialog that opens now.
  event.preventDefault();
  open.at(-1)?.();
}

/** Escape closes this while it is open, and what opened later before it. */
export function useEscape(close: () => void, isOpen = true): void {
  const latest = useRef(close);
  latest.current = close;
  // With the document, not after it is painted: an Escape between the two would close the same once more.
  useLayoutEffect(() => {
    if (!isOpen) return;
    const handler = () => latest.current();
    if (open.length === 0) addEventListener("keydown", closeNewest);
    open.push(handler);
    return () => {
      open.splice(open.indexOf(handler), 1);
      if (open.length === 0) removeEventListener("keydown", closeNewest);
    };
  }, [isOpen]);
}
