import { Icon } from "../icons/icon.tsx";
import type { IconName } from "../icons/icons.gen.ts";

export interface ListButtonProps {
  readonly icon: IconName;
  readonly text: string;
  readonly act: () => unknown;
  readonly isDangerous?: boolean;
  /** A count behind the text. */
  readonly badge?: number;
}

/** An entry of a menu. */
export function ListButton({ icon, text, act, isDangerous = false, badge }: ListButtonProps) {
  return (
    <li>
      <button
        type="button"
        class={`list-button ${isDangerous ? "dangerous" : ""}`}
        onClick={() => void act()}
      >
        <Icon name={icon} size={16} />
        <span aria-live="polite">{text}</span>
        {badge !== undefined && <span class="badge">{badge}</span>}
      </button>
    </li>
  );
}
