import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { t } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { EmojiPicker } from "./later.tsx";
import type { Picked } from "./picked.ts";

interface EmojiButtonProps {
  readonly onPick: (picked: Picked) => void;
  readonly withStickers?: boolean;
}

/** Opens the picker, for a field that stands beside it. */
export function EmojiButton({ onPick, withStickers = false }: EmojiButtonProps) {
  const box = useRef<HTMLSpanElement>(null);
  const isOpen = useSignal(false);
  const close = () => {
    isOpen.value = false;
  };
  return (
    <span ref={box} class="emoji-button">
      <IconButton
        icon="smile"
        label={t().chooseEmoji}
        pressed={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      />
      {isOpen.value && box.current && (
        <EmojiPicker anchor={box.current} onPick={onPick} onClose={close} withStickers={withStickers} />
      )}
    </span>
  );
}
