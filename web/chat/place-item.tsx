import type { Unread } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import type { IconName } from "../icons/icons.gen.ts";
import { leftUnread } from "../state/history.ts";
import { drawer } from "../state/layout.ts";
import { openPlace, place } from "../state/places.ts";
import { model } from "../state/session.ts";
import { t } from "../texts/texts.ts";

interface PlaceItemProps {
  /** Key of the place. */
  readonly id: string;
  readonly name: string;
  readonly icon: IconName | null;
  /** Of what is below it. */
  readonly unread?: Pick<Unread, "messages" | "pings">;
}

/** A channel or thread that can be opened: bold while something is unread, with a count of mentions. */
export function PlaceItem({ id, name, icon, unread: below }: PlaceItemProps) {
  const isOpen = place.value?.key === id;
  const isRead = isOpen && leftUnread.value !== id;
  const unread = below ?? (isRead ? undefined : model.value?.unread.get(id));
  const open = () => {
    openPlace(id);
    drawer.value = null;
  };
  return (
    <li>
      <button
        type="button"
        class={`place ${unread ? "unread" : ""}`}
        aria-current={isOpen ? "page" : undefined}
        onClick={open}
      >
        {icon && <Icon name={icon} size={16} />}
        <span class="place-name">{name}</span>
        {unread && <span class="visually-hidden">{t().unread(unread.messages)}</span>}
        {unread && unread.pings > 0 && (
          <span class="badge">
            {unread.pings}
            <span class="visually-hidden"> {t().mentions(unread.pings)}</span>
          </span>
        )}
      </button>
    </li>
  );
}
