import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../icons/icon.tsx";
import { t } from "../texts/texts.ts";

/** What people react with most. */
const emojis = ["👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "👀", "🔥"] as const;

interface ReactionPickerProps {
  readonly pick: (emoji: string) => void;
  readonly close: () => void;
  /** Shows all emojis instead. */
  readonly more: () => void;
}

export function ReactionPicker({ pick, close, more }: ReactionPickerProps) {
  const group = useRef<HTMLFieldSetElement>(null);
  useLayoutEffect(() => group.current?.querySelector("button")?.focus(), []);
  const keys = (event: KeyboardEvent) => {
    const buttons = [...(group.current?.querySelectorAll("button") ?? [])];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") close();
    if (step === undefined) return;
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
  return (
    <fieldset ref={group} class="picker" aria-label={t().react} onKeyDown={keys}>
      {emojis.map((emoji) => (
        <button key={emoji} type="button" aria-label={t().reactWith(emoji)} onClick={() => pick(emoji)}>
          {emoji}
        </button>
      ))}
      <button type="button" aria-label={t().moreEmojis} title={t().moreEmojis} onClick={more}>
        <Icon name="ellipsis" />
      </button>
    </fieldset>
  );
}
