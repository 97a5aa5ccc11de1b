import { isPressed } from "../state/keys.ts";

/** Arrow keys, Home and End move the focus among the elements of a list that match. */
export function moveInList(event: KeyboardEvent, selector: string): void {
  const list = event.currentTarget;
  if (!(list instanceof HTMLElement) || !(event.target instanceof HTMLElement)) return;
  if (event.target.matches("input, textarea, select")) return;
  const elements = [...list.querySelectorAll<HTMLElement>(selector)];
  const current = elements.indexOf(event.target.closest<HTMLElement>(selector) ?? list);
  const step = (["previousInList", "nextInList", "firstInList", "lastInList"] as const).find((name) =>
    isPressed(event, name),
  );
  if (step === undefined) return;
  const next = {
    previousInList: current - 1,
    nextInList: current + 1,
    firstInList: 0,
    lastInList: elements.length - 1,
  }[step];
  const element = elements[Math.min(elements.length - 1, Math.max(0, next))];
  if (!element) return;
  event.preventDefault();
  element.focus();
}
