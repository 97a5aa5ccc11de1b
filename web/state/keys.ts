/** Which key does what. The list in the settings shows this table, and the code that acts on keys asks it. */

/** `Mod` is Ctrl, on Apple's machines Command. */
export const keys = {
  settings: "Mod+,",
  shortcuts: "?",
  switcher: "Mod+k",
  search: "Mod+f",
  nextPlace: "Alt+ArrowDown",
  previousPlace: "Alt+ArrowUp",
  nextUnread: "Alt+Shift+ArrowDown",
  previousUnread: "Alt+Shift+ArrowUp",
  markRead: "Shift+Escape",
  send: "Enter",
  sendAlways: "Mod+Enter",
  breakLine: "Shift+Enter",
  editLast: "ArrowUp",
  cancelReply: "Escape",
  close: "Escape",
  nextInList: "ArrowDown",
  previousInList: "ArrowUp",
  firstInList: "Home",
  lastInList: "End",
} as const;

export type KeyName = keyof typeof keys;

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function isPressed(event: KeyboardEvent, name: KeyName): boolean {
  const parts = keys[name].split("+");
  const key = parts.at(-1);
  const wants = (modifier: string) => parts.slice(0, -1).includes(modifier);
  const mod = isApple ? event.metaKey : event.ctrlKey;
  const other = isApple ? event.ctrlKey : event.metaKey;
  if (event.isComposing || other || event.key.toLowerCase() !== key?.toLowerCase()) return false;
  // The keyboard decides whether a sign needs Shift.
  const isSign = key?.length === 1 && !/[a-z]/i.test(key);
  return (
    mod === wants("Mod") && event.altKey === wants("Alt") && (isSign || event.shiftKey === wants("Shift"))
  );
}

const symbols: Readonly<Record<string, string>> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  Mod: isApple ? "⌘" : "Ctrl",
  Alt: isApple ? "⌥" : "Alt",
  Shift: isApple ? "⇧" : "Shift",
  Escape: "Esc",
};

/** The keys as they stand on the keyboard. */
export function shownKeys(name: KeyName): string[] {
  return keys[name]
    .split("+")
    .map((part) => symbols[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}
