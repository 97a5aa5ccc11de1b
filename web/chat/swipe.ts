/** Opens and closes the drawers of narrow screens by a finger that is drawn across the chat. */
import { drawer, isNarrow, panel } from "../state/layout.ts";

/** Pixels that a finger must go, and may stray. */
const far = 64;
const stray = 32;
/** These use the finger themselves. */
const own = "pre, input, textarea, select, video, audio, dialog, [popover], [draggable]";
let start: { readonly x: number; readonly y: number } | null = null;

export function swipeBegan({ touches, target }: TouchEvent): void {
  const [touch] = touches;
  const isOwn = target instanceof Element && target.closest(own) !== null;
  start = touch && touches.length === 1 && !isOwn ? { x: touch.clientX, y: touch.clientY } : null;
}

export function swipeEnded({ changedTouches }: TouchEvent): void {
  const [touch] = changedTouches;
  if (!touch || !start || !isNarrow.value || panel.value !== null || getSelection()?.isCollapsed === false)
    return;
  const x = touch.clientX - start.x;
  const isStraight = Math.abs(touch.clientY - start.y) < stray;
  start = null;
  if (!isStraight || Math.abs(x) < far) return;
  // Towards the start of the line: what lies at its end comes in, or what lies at its start goes.
  const isForwards = getComputedStyle(document.documentElement).direction === "rtl" ? x > 0 : x < 0;
  const [shown, hidden] = isForwards
    ? (["members", "channels"] as const)
    : (["channels", "members"] as const);
  if (drawer.value === hidden) drawer.value = null;
  else if (drawer.value === null) drawer.value = shown;
}
