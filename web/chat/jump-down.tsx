import { Icon } from "../icons/icon.tsx";
import { isAtNewest, newBehind } from "../state/history.ts";
import { t } from "../texts/texts.ts";

/** Back to the newest message, with the number of those that came meanwhile. */
export function JumpDown({ jump }: { readonly jump: () => void }) {
  if (isAtNewest.value) return null;
  const count = newBehind.value;
  return (
    <button type="button" class="jump-down" onClick={jump}>
      <Icon name="arrow-down" size={16} />
      {count > 0 ? t().jumpToNew(count) : t().jumpToNewest}
    </button>
  );
}
