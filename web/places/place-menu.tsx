import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { threadPrefix } from "../../client/index.ts";
import type { IconName } from "../icons/icons.gen.ts";
import { adminSections, channelToEdit } from "../state/administration.ts";
import { base } from "../state/base.ts";
import { markPlaceRead } from "../state/mark-read.ts";
import { type Level, levelOf, levels, setLevel } from "../state/mutes.ts";
import { placeMenu } from "../state/place-menu.ts";
import { hashOf } from "../state/places.ts";
import { openScreen } from "../state/screen.ts";
import { model } from "../state/session.ts";
import { copyText } from "../ui/copy-text.ts";
import { ListButton } from "../ui/list-button.tsx";
import { moveInList } from "../ui/move-in-list.ts";
import { Popup } from "../ui/popup.tsx";
import { t } from "./texts/texts.ts";

const icons: Readonly<Record<Level, IconName>> = { all: "bell", mentions: "at-sign", nothing: "bell-off" };

/** What the person may do with a channel or thread of the list. */
export function PlaceMenu() {
  const list = useRef<HTMLUListElement>(null);
  const isCopied = useSignal(false);
  const open = placeMenu.value;
  useLayoutEffect(() => {
    isCopied.value = false;
    list.current?.querySelector("button")?.focus();
  }, [open]);
  if (!open) return null;
  const { key, name, anchor } = open;
  const closing = (act: () => unknown) => () => {
    close();
    act();
  };
  const current = levelOf(key);
  const isChannel = !key.startsWith(threadPrefix);
  return (
    <Popup
      anchor={anchor}
      placement="bottom-start"
      label={t().menuOf(name)}
      onClose={close}
      class="message-menu"
    >
      <ul ref={list} onKeyDown={(event) => moveInList(event, "button")}>
        {model.value?.unread.has(key) && (
          <ListButton icon="check-check" text={t().markRead} act={closing(() => markPlaceRead(key))} />
        )}
        <li class="menu-group">
          <p class="quiet" id="place-levels">
            {t().tellMe}
          </p>
          <ul aria-labelledby="place-levels">
            {levels.map((level) => (
              <ListButton
                key={level}
                icon={icons[level]}
                text={t().level(level)}
                isChosen={level === current}
                act={closing(() => setLevel(key, level))}
              />
            ))}
          </ul>
        </li>
        <ListButton
          icon={isCopied.value ? "check" : "link"}
          text={isCopied.value ? t().copied : t().copyLink}
          act={async () => {
            isCopied.value = await copyText(`${base}${hashOf(key, null)}`);
          }}
        />
        <ListButton
          icon="settings"
          text={t().notificationSettings}
          act={closing(() => openScreen("settings", "notifications"))}
        />
        {isChannel && adminSections.value.includes("channels") && (
          <ListButton
            icon="pencil"
            text={t().editChannel}
            act={closing(() => {
              channelToEdit.value = key;
              openScreen("admin", "channels");
            })}
          />
        )}
      </ul>
    </Popup>
  );
}

function close(): void {
  placeMenu.value = null;
}
