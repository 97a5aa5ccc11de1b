/** Lists that stand beside a field in the top layer, while the field keeps the focus. */
import { autoUpdate, computePosition, flip, offset, shift, size } from "@floating-ui/dom";

/**
 * Shows a `popover="manual"` above the anchor, or below it where there is more room.
 *
 * @param widest pixels; it is no wider than the anchor either
 * @returns a function that stops following the anchor
 */
export function floatAt(anchor: Element, element: HTMLElement, widest: number): () => void {
  element.showPopover();
  const middleware = [
    offset(4),
    flip(),
    shift({ padding: 8 }),
    size({
      padding: 8,
      apply: ({ availableHeight, rects }) => {
        element.style.width = `${Math.min(widest, rects.reference.width)}px`;
        element.style.maxHeight = `${Math.min(368, availableHeight)}px`;
      },
    }),
  ];
  return autoUpdate(anchor, element, () => {
    void computePosition(anchor, element, { placement: "top-start", strategy: "fixed", middleware }).then(
      ({ x, y }) => Object.assign(element.style, { left: `${x}px`, top: `${y}px` }),
    );
  });
}
