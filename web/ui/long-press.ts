/** A long press of one finger that stays: browsers of iOS tell of none. */

/** Milliseconds. */
const longPress = 500;
let timer: ReturnType<typeof setTimeout> | undefined;

export function touchBegan(event: TouchEvent, act: (x: number, y: number) => void): void {
  touchEnded();
  const [touch] = event.touches;
  if (!touch || event.touches.length > 1) return;
  timer = setTimeout(() => act(touch.clientX, touch.clientY), longPress);
}

export function touchEnded(): void {
  clearTimeout(timer);
}
