/** Keys that work everywhere in the chat. */
import { threadPrefix } from "../../client/index.ts";
import { isPressed, type KeyName } from "./keys.ts";
import { openPanel, panel, showsSwitcher } from "./layout.ts";
import { markPlaceRead } from "./mark-read.ts";
import { can } from "./message-rights.ts";
import { channels } from "./people.ts";
import { openPlace, place, placeKey } from "./places.ts";
import { openScreen, screen, unlessUnsaved } from "./screen.ts";
import { model, phase } from "./session.ts";

interface Shortcut {
  readonly name: KeyName;
  readonly act: () => void;
  /** The key writes a character, so in a text field it is no shortcut. */
  readonly isCharacter?: boolean;
  /** It works over a screen too. */
  readonly isEverywhere?: boolean;
  /** Otherwise the browser does what it does with the key. */
  readonly isOn?: () => boolean;
}

const openSettings = (section: string) => () => unlessUnsaved(() => openScreen("settings", section));

const shortcuts: readonly Shortcut[] = [
  { name: "settings", act: openSettings("account"), isEverywhere: true },
  { name: "shortcuts", act: openSettings("keyboard"), isCharacter: true, isEverywhere: true },
  {
    name: "switcher",
    act: () => {
      showsSwitcher.value = true;
    },
  },
  {
    name: "search",
    act: () => {
      if (panel.value === "search") document.getElementById("search-field")?.focus();
      else openPanel("search");
    },
    // Pressed again, it is the browser's own search.
    isOn: () => can("messages_search") && document.activeElement?.id !== "search-field",
  },
  { name: "nextPlace", act: () => step(1, false) },
  { name: "previousPlace", act: () => step(-1, false) },
  { name: "nextUnread", act: () => step(1, true) },
  { name: "previousUnread", act: () => step(-1, true) },
  {
    name: "markRead",
    act: () => {
      if (placeKey.value !== null) void markPlaceRead(placeKey.value);
    },
  },
];

export function watchShortcuts(): void {
  addEventListener("keydown", (event: KeyboardEvent) => {
    if (event.defaultPrevented || phase.value !== "chat") return;
    const found = shortcuts.find(({ name }) => isPressed(event, name));
    if (!found || (found.isCharacter && isTyping(event.target))) return;
    if (screen.value !== null && !found.isEverywhere) return;
    if (document.querySelector("dialog[open]") || found.isOn?.() === false) return;
    event.preventDefault();
    found.act();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input, textarea, select, [contenteditable]");
}

/** Goes to the next place of the list, and around at its ends. */
function step(by: 1 | -1, onlyUnread: boolean): void {
  const unread = model.value?.unread;
  const current = place.value?.key;
  const all = channels.value.flatMap(({ type, name, threads = [] }) => [
    ...(type === "text" || type === "forum" ? [name] : []),
    ...threads.map(({ id }) => `${threadPrefix}${id}`).filter((key) => key === current || unread?.has(key)),
  ]);
  const shown = onlyUnread ? all.filter((key) => key === current || unread?.has(key)) : all;
  const next = shown.at((shown.indexOf(current ?? "") + by) % shown.length);
  if (next !== undefined && next !== current) openPlace(next);
}
