/** Arrow keys, Home and End move the focus among the elements of a list that match. */
export function moveInList(event: KeyboardEvent, selector: string): void {
  const list = event.currentTarget;
  if (!(list instanceof HTMLElement) || !(event.target instanceof HTMLElement)) return;
  if (event.target.matches("input, textarea, select")) return;
  const elements = [...list.querySelectorAll<HTMLElement>(selector)];
  const current = elements.indexOf(event.target.closest<HTMLElement>(selector) ?? list);
  const next = { ArrowUp: current - 1, ArrowDown: current + 1, Home: 0, End: elements.length - 1 }[event.key];
  if (next === undefined) return;
  const element = elements[Math.min(elements.length - 1, Math.max(0, next))];
  if (!element) return;
  event.preventDefault();
  element.focus();
}
