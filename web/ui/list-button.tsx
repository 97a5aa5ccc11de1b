import { Icon } from "../icons/icon.tsx";
import type { IconName } from "../icons/icons.gen.ts";

export interface ListButtonProps {
  readonly icon: IconName;
  readonly text: string;
  readonly act: () => unknown;
  readonly isDangerous?: boolean;
  /** Of several, it is the one that holds. */
  readonly isChosen?: boolean;
  /** A count behind the text. */
  readonly badge?: number;
}

/** An entry of a menu. */
export function ListButton({ icon, text, act, isDangerous = false, isChosen, badge }: ListButtonProps) {
  return (
    <li>
      <button
        type="button"
        class={`list-button ${isDangerous ? "dangerous" : ""}`}
        aria-pressed={isChosen}
        onClick={() => void act()}
      >
        <Icon name={icon} size={16} />
        <span aria-live="polite">{text}</span>
        {isChosen && <Icon name="check" size={16} />}
        {badge !== undefined && <span class="badge">{badge}</span>}
      </button>
    </li>
  );
}
