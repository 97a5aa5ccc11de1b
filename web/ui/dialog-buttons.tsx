import type { ComponentChildren } from "preact";
import { t } from "../texts/texts.ts";

interface DialogButtonsProps {
  readonly onClose: () => void;
  /** Text of the button that closes; usually "Cancel". */
  readonly leave?: string;
  readonly children?: ComponentChildren;
}

/** The end of a dialog: a button that closes it, and others behind it. */
export function DialogButtons({ onClose, leave = t().cancel, children }: DialogButtonsProps) {
  return (
    <div class="dialog-buttons">
      <button type="button" class="plain" onClick={onClose}>
        {leave}
      </button>
      {children}
    </div>
  );
}
