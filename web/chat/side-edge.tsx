import {
  narrowestSide,
  type Side,
  setSideWidth,
  sideWidths,
  usualSideWidth,
  widestSide,
} from "../state/layout.ts";
import { t } from "../texts/texts.ts";

const step = 16;

/** The edge of a side, by which its width is changed: with the mouse, or with the arrow keys. Two clicks set it back. */
export function SideEdge({ side }: { readonly side: Side }) {
  const width = sideWidths[side].value;
  const label = side === "sidebar" ? t().channelsWidth : t().membersWidth;
  // The members are behind their edge, and in languages from right to left both sides are swapped.
  const sign = (element: Element) =>
    (side === "sidebar" ? 1 : -1) * (getComputedStyle(element).direction === "rtl" ? -1 : 1);
  return (
    // biome-ignore lint/a11y/useSemanticElements: hr can't be moved
    <div
      class={`side-edge of-${side}`}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={narrowestSide}
      aria-valuemax={widestSide}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const edge = event.currentTarget;
        if (!edge.hasPointerCapture(event.pointerId)) return;
        setSideWidth(side, sideWidths[side].peek() + event.movementX * sign(edge));
      }}
      onDblClick={() => setSideWidth(side, usualSideWidth[side])}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -step, ArrowRight: step }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        setSideWidth(side, width + by * sign(event.currentTarget));
      }}
    />
  );
}
