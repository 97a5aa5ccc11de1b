/** Arrow keys, Home and End move the focus among the buttons of a grid, however many fit into a row. */
export function moveInGrid(event: KeyboardEvent, leaveAbove: () => void): void {
  const grid = event.currentTarget;
  if (!(grid instanceof HTMLElement)) return;
  const buttons = [...grid.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  if (at < 0) return;
  const top = (index: number) => buttons[index]?.offsetTop;
  const firstOfNextRow = buttons.findIndex((button) => button.offsetTop !== top(0));
  const columns = firstOfNextRow < 0 ? buttons.length : firstOfNextRow;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
  const target = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : at + (step ?? 0);
  if (target === at && step === undefined) return;
  event.preventDefault();
  if (target < 0 && event.key === "ArrowUp") leaveAbove();
  // From the row before a last one that is shorter.
  else
    buttons[
      target < buttons.length || top(at) === top(buttons.length - 1) ? target : buttons.length - 1
    ]?.focus();
}
