import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { emojis } from "../state/people.ts";
import { stickers } from "../state/stickers.ts";
import { language } from "../texts/language.ts";
import { t as common } from "../texts/texts.ts";
import { Popup } from "../ui/popup.tsx";
import { EmojiGrid } from "./emoji-grid.tsx";
import { GroupTabs } from "./group-tabs.tsx";
import type { Picked } from "./picked.ts";
import { recent, remember } from "./picks.ts";
import { emojiTable, loadEmojis } from "./table.ts";
import { found, type Tab, tabs } from "./tabs.ts";
import { t } from "./texts/texts.ts";

interface EmojiPickerProps {
  readonly anchor: Element;
  readonly onPick: (picked: Picked) => void;
  readonly onClose: () => void;
  /** Reactions can't be stickers. */
  readonly withStickers?: boolean;
}

/** All emojis, those of the server and its stickers, to pick one by search, arrow keys or pointer. */
export function EmojiPicker({ anchor, onPick, onClose, withStickers = false }: EmojiPickerProps) {
  const search = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const text = useSignal("");
  const hasFailed = useSignal(false);
  const chosen = useSignal<Tab | null>(null);
  const shownTabs = tabs({
    recent: recent.value.length > 0,
    custom: (emojis.value?.size ?? 0) > 0,
    stickers: withStickers && (stickers.value?.size ?? 0) > 0,
  });
  const tab = chosen.value ?? shownTabs[0] ?? "smileys";
  const table = emojiTable.value;
  const shown = useComputed(() => found(text.value));
  const load = () => {
    hasFailed.value = false;
    void loadEmojis().then(() => {
      hasFailed.value = emojiTable.value === null;
    });
  };
  useEffect(load, []);
  useLayoutEffect(() => {
    // On a phone the keyboard would cover the grid.
    if (matchMedia("(hover: hover)").matches) search.current?.focus();
  }, []);

  function pick(picked: Picked): void {
    remember(picked);
    onClose();
    onPick(picked);
  }

  function searchKeys(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const first = grid.current?.querySelector<HTMLElement>("button");
    if (event.key === "ArrowDown") first?.focus();
    else if (event.key === "Enter" && text.value.trim() !== "") first?.click();
    // The browser would only empty the field.
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
  }

  const isSearching = text.value.trim() !== "";
  return (
    <Popup anchor={anchor} placement="top-end" label={t().picker} onClose={onClose} class="emoji-picker">
      <input
        ref={search}
        type="search"
        class="emoji-search"
        placeholder={t().search}
        aria-label={t().search}
        lang={language.value}
        autocomplete="off"
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
        }}
        onKeyDown={searchKeys}
      />
      <GroupTabs
        tabs={shownTabs}
        chosen={isSearching ? null : tab}
        choose={(next) => {
          text.value = "";
          if (search.current) search.current.value = "";
          chosen.value = next;
        }}
      />
      {table === null && hasFailed.value ? (
        <p class="emoji-empty" role="alert">
          {t().loadFailed}{" "}
          <button type="button" class="link" onClick={load}>
            {common().tryAgain}
          </button>
        </p>
      ) : (
        <EmojiGrid
          box={grid}
          tab={isSearching ? null : tab}
          found={isSearching ? shown.value : null}
          pick={pick}
          backToSearch={() => search.current?.focus()}
        />
      )}
    </Popup>
  );
}
