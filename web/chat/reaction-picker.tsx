import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../texts/texts.ts";

/** What people react with most. Others are added by pressing a reaction that is there. */
const emojis = ["👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "👀", "✅", "🔥"] as const;

interface ReactionPickerProps {
  readonly pick: (emoji: string) => void;
  readonly close: () => void;
}

export function ReactionPicker({ pick, close }: ReactionPickerProps) {
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
    </fieldset>
  );
}
