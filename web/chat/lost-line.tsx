import { Icon } from "../icons/icon.tsx";
import { isLost } from "../state/session.ts";
import { t } from "../texts/texts.ts";

/** Said only when the connection is away for long enough to matter. */
export function LostLine() {
  return (
    <div role="status">
      {isLost.value && (
        <p class="line lost">
          <Icon name="wifi-off" size={16} />
          {t().lost}
        </p>
      )}
    </div>
  );
}
