import { useComputed } from "@preact/signals";
import type { Unread } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import type { IconName } from "../icons/icons.gen.ts";
import { drawer } from "../state/layout.ts";
import { isMuted } from "../state/mutes.ts";
import { placeMenu } from "../state/place-menu.ts";
import { openPlace, place } from "../state/places.ts";
import { leftUnread } from "../state/reading.ts";
import { model } from "../state/session.ts";
import { t } from "../texts/texts.ts";
import { touchBegan, touchEnded } from "../ui/long-press.ts";
import { PlaceMark } from "./place-mark.tsx";

interface PlaceItemProps {
  /** Key of the place. */
  readonly id: string;
  readonly name: string;
  readonly icon: IconName | null;
  /** Not everybody sees it. */
  readonly isPrivate?: boolean;
  /** Of what is below it. */
  readonly unread?: Pick<Unread, "messages" | "pings">;
}

/**
 * A channel or thread that can be opened: bold while something is unread, unless it is muted, with a count of mentions.
 * It has a menu.
 */
export function PlaceItem({ id, name, icon, isPrivate = false, unread: below }: PlaceItemProps) {
  const counted = useComputed(() => model.value?.unread.get(id));
  const isOpen = place.value?.key === id;
  const isRead = isOpen && leftUnread.value !== id;
  const unread = below ?? (isRead ? undefined : counted.value);
  const muted = isMuted(id);
  const open = () => {
    openPlace(id);
    drawer.value = null;
  };
  const openMenu = (x: number, y: number) => {
    placeMenu.value = { key: id, name, anchor: { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) } };
  };
  return (
    <li>
      <button
        type="button"
        class={`place ${unread && !muted ? "unread" : ""}`}
        aria-current={isOpen ? "page" : undefined}
        onClick={open}
        onContextMenu={(event) => {
          event.preventDefault();
          openMenu(event.clientX, event.clientY);
        }}
        onTouchStart={(event) => touchBegan(event, openMenu)}
        onTouchMove={touchEnded}
        onTouchEnd={touchEnded}
        onTouchCancel={touchEnded}
      >
        {icon && <Icon name={icon} size={16} />}
        <span class="place-name">{name}</span>
        {isPrivate && <PlaceMark icon="lock" label={t().privateChannel} />}
        {muted && <PlaceMark icon="bell-off" label={t().muted} />}
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
