import {
  autoUpdate,
  computePosition,
  flip,
  offset,
  type Placement,
  type ReferenceElement,
  shift,
} from "@floating-ui/dom";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface PopupProps {
  /** What it stands beside: an element, or anything else with a place in the window. */
  readonly anchor: ReferenceElement;
  readonly placement?: Placement;
  readonly label: string;
  /** Called after Escape and after a click elsewhere too. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly class?: string;
}

/** A box beside another element for as long as it is drawn; it stays within the window. */
export function Popup({ anchor, placement = "bottom-start", label, onClose, children, ...rest }: PopupProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const before = document.activeElement;
    element.showPopover();
    const stop = autoUpdate(anchor, element, () => {
      void computePosition(anchor, element, {
        placement,
        strategy: "fixed",
        middleware: [offset(4), flip(), shift({ padding: 8 })],
      }).then(({ x, y }) => {
        Object.assign(element.style, { left: `${x}px`, top: `${y}px` });
      });
    });
    return () => {
      stop();
      if (before instanceof HTMLElement && element.contains(document.activeElement)) before.focus();
    };
  }, [anchor]);
  return (
    <div
      ref={box}
      popover="auto"
      role="dialog"
      aria-label={label}
      class={`popup ${rest.class ?? ""}`}
      // Lists around it have keys of their own.
      onKeyDown={(event) => event.stopPropagation()}
      onToggle={({ newState }) => {
        if (newState === "closed") onClose();
      }}
    >
      {children}
    </div>
  );
}
