import { Icon } from "../icons/icon.tsx";
import { isNarrow, panel } from "../state/layout.ts";
import { markPlaceRead } from "../state/mark-read.ts";
import { can } from "../state/message-rights.ts";
import { nameOfPlace, openPlace } from "../state/places.ts";
import { model } from "../state/session.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { moveInList } from "../ui/move-in-list.ts";
import { t } from "./texts/texts.ts";

/** Channels and threads with something unread: those that call the person first, then those with most. */
export function UnreadPlaces() {
  const places = [...(model.value?.unread ?? [])]
    .flatMap(([key, unread]) => {
      const name = nameOfPlace(key);
      return name ? [{ key, ...name, ...unread }] : [];
    })
    .sort((a, b) => b.pings - a.pings || b.messages - a.messages);
  if (places.length === 0) return <p class="find-nothing">{t().noUnread}</p>;
  const open = (key: string) => {
    if (isNarrow.value) panel.value = null;
    openPlace(key);
  };
  return (
    <>
      <ul
        class="recent-searches"
        aria-label={t().unread}
        onKeyDown={(event) => moveInList(event, ".recent-search")}
      >
        {places.map(({ key, channel, thread, messages, pings }) => (
          <li key={key}>
            <button type="button" class="recent-search" onClick={() => open(key)}>
              <Icon name={thread === null ? "hash" : "messages-square"} size={16} />
              <span class="unread-names">
                <span class="cut">{thread ?? channel}</span>
                <span class="quiet cut">
                  {thread !== null && `${channel} · `}
                  {t().unreadCount(messages)}
                </span>
              </span>
              {pings > 0 && (
                <span class="badge" title={t().mentionCount(pings)}>
                  {pings}
                  <span class="visually-hidden"> {t().mentionCount(pings)}</span>
                </span>
              )}
            </button>
            {can("unreads_ack") && (
              <IconButton
                icon="check-check"
                label={t().markPlaceRead(thread ?? channel)}
                onClick={() => void markPlaceRead(key)}
              />
            )}
          </li>
        ))}
      </ul>
      {can("unreads_ack") && places.length > 1 && (
        <button
          type="button"
          class="plain load-more"
          onClick={() => {
            for (const { key } of places) void markPlaceRead(key);
          }}
        >
          {t().markAllRead}
        </button>
      )}
    </>
  );
}
