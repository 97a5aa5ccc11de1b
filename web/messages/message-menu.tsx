import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { focusComposer } from "../chat/focus-composer.ts";
import { setPinned } from "../state/actions.ts";
import { base } from "../state/base.ts";
import { deleting, editing, picking, replyTo } from "../state/composing.ts";
import { openForums, rightsOf } from "../state/message-rights.ts";
import { authorName } from "../state/names.ts";
import { messageDialog, messageMenu } from "../state/overlays.ts";
import { people } from "../state/people.ts";
import { hashOf } from "../state/places.ts";
import { markUnread } from "../state/reading.ts";
import { t as common } from "../texts/texts.ts";
import { copyText } from "../ui/copy-text.ts";
import { ListButton, type ListButtonProps } from "../ui/list-button.tsx";
import { moveInList } from "../ui/move-in-list.ts";
import { Popup } from "../ui/popup.tsx";
import { t } from "./texts/texts.ts";

/** All that the person may do with a message. */
export function MessageMenu() {
  const list = useRef<HTMLUListElement>(null);
  const copied = useSignal<"text" | "link" | null>(null);
  const open = messageMenu.value;
  const current = people.value;
  useLayoutEffect(() => {
    copied.value = null;
    list.current?.querySelector("button")?.focus();
  }, [open]);
  if (!open || !current) return null;
  const { message, place, anchor } = open;
  const may = rightsOf(message);
  if (!may) return null;
  const close = () => {
    messageMenu.value = null;
  };
  const copy = (what: "text" | "link", text: string) => async () => {
    if (await copyText(text)) copied.value = what;
  };
  const ask = (kind: "history" | "reactions" | "remind" | "thread") => () => {
    close();
    messageDialog.value = { kind, message, place };
  };
  const closing = (act: () => unknown) => () => {
    close();
    act();
  };
  const link = `${base}${hashOf(place, message.id)}`;
  const reply = () => {
    replyTo.value = message;
    focusComposer();
  };
  const items: readonly (false | ListButtonProps)[] = [
    may.react && {
      icon: "smile-plus",
      text: common().react,
      act: closing(() => {
        picking.value = message.id;
      }),
    },
    may.reply && { icon: "reply", text: common().reply, act: closing(reply) },
    may.edit && {
      icon: "pencil",
      text: common().edit,
      act: closing(() => {
        editing.value = message.id;
      }),
    },
    message.content !== "" && {
      icon: copied.value === "text" ? "check" : "copy",
      text: copied.value === "text" ? t().copied : t().copyText,
      act: copy("text", message.content),
    },
    {
      icon: copied.value === "link" ? "check" : "link",
      text: copied.value === "link" ? t().copied : t().copyLink,
      act: copy("link", link),
    },
    may.pin && {
      icon: message.pinned ? "pin-off" : "pin",
      text: message.pinned ? t().unpin : t().pin,
      act: closing(() => setPinned(place, message.id, !message.pinned)),
    },
    openForums().length > 0 && { icon: "messages-square", text: t().beginThread, act: ask("thread") },
    may.markUnread && { icon: "eye-off", text: t().markUnread, act: closing(() => markUnread(message.id)) },
    may.remind && { icon: "clock", text: t().remindMe, act: ask("remind") },
    message.reactions !== undefined && { icon: "users", text: t().reactions, act: ask("reactions") },
    may.seeHistory && { icon: "history", text: t().history, act: ask("history") },
    may.remove && {
      icon: "trash-2",
      text: common().remove,
      isDangerous: true,
      act: closing(() => {
        deleting.value = message;
      }),
    },
  ];
  return (
    <Popup
      anchor={anchor}
      placement={anchor instanceof Element ? "bottom-end" : "bottom-start"}
      label={t().menuOf(authorName(current, message))}
      onClose={close}
      class="message-menu"
    >
      <ul ref={list} onKeyDown={(event) => moveInList(event, "button")}>
        {items.map((item) => item && <ListButton key={item.icon} {...item} />)}
      </ul>
    </Popup>
  );
}
