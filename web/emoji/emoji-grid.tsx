import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { CustomEmoji } from "../markdown/markdown.tsx";
import { stickers, stickerUrl } from "../state/stickers.ts";
import { nameOfTab } from "./group-tabs.tsx";
import { moveInGrid } from "./move-in-grid.ts";
import type { Picked } from "./picked.ts";
import { skinTone } from "./picks.ts";
import { toned } from "./table.ts";
import { type Cell, cellsOf, type Tab } from "./tabs.ts";
import { t } from "./texts/texts.ts";
import { ToneChoice } from "./tone-choice.tsx";

interface EmojiGridProps {
  readonly box: RefObject<HTMLDivElement | null>;
  /** Null while a search shows what it found. */
  readonly tab: Tab | null;
  readonly found: readonly Cell[] | null;
  readonly pick: (picked: Picked) => void;
  /** ArrowUp in the first row. */
  readonly backToSearch: () => void;
}

export function EmojiGrid({ box, tab, found, pick, backToSearch }: EmojiGridProps) {
  /** What is pointed at, or has the focus. */
  const named = useSignal("");
  const label = tab === null ? t().search : nameOfTab()[tab];
  const cells = found ?? (tab === null ? [] : cellsOf(tab));
  const isEmpty = found !== null && found.length === 0;
  const tellName = (event: Event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    named.value = button?.getAttribute("aria-label") ?? "";
  };
  return (
    <>
      <div
        ref={box}
        class="emoji-box"
        role="tabpanel"
        aria-label={label}
        onFocusCapture={tellName}
        onPointerOver={tellName}
        onKeyDown={(event) => moveInGrid(event, backToSearch)}
      >
        {isEmpty && <p class="emoji-empty">{t().nothingFound}</p>}
        {tab === "stickers" ? (
          <div class="sticker-grid">
            {[...(stickers.value ?? [])].map(([id, sticker], at) => (
              <button
                key={id}
                type="button"
                tabIndex={at === 0 ? 0 : -1}
                aria-label={sticker.name}
                title={sticker.description ?? sticker.name}
                onClick={() => pick({ kind: "sticker", id, name: sticker.name })}
              >
                <img src={stickerUrl(sticker)} alt="" loading="lazy" />
              </button>
            ))}
          </div>
        ) : (
          <div class="emoji-grid">
            {cells.map(({ key, name, picked, emoji }, at) => {
              const shown = picked.kind === "emoji" && emoji ? toned(emoji, skinTone.value) : key;
              return (
                <button
                  key={key}
                  type="button"
                  tabIndex={at === 0 ? 0 : -1}
                  aria-label={name}
                  onClick={() => pick(picked.kind === "emoji" ? { kind: "emoji", text: shown } : picked)}
                >
                  {picked.kind === "custom" ? <CustomEmoji id={picked.id} /> : shown}
                </button>
              );
            })}
          </div>
        )}
      </div>
      <div class="emoji-foot">
        <p class="emoji-name" aria-hidden="true">
          {named}
        </p>
        <ToneChoice />
      </div>
    </>
  );
}
