import { Icon } from "../icons/icon.tsx";
import type { IconName } from "../icons/icons.gen.ts";

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick?: (event: MouseEvent) => void;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly class?: string;
  /** Id of the popover that it opens. */
  readonly opens?: string;
}

/** A button that is an icon; its label is read out, and shown by the browser. */
export function IconButton({ icon, label, onClick, disabled, pressed, opens, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${rest.class ?? ""}`}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      disabled={disabled}
      popovertarget={opens}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
