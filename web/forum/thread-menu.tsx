import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { holds, type WireThread } from "../../client/index.ts";
import { tell } from "../state/actions.ts";
import { base } from "../state/base.ts";
import { people } from "../state/people.ts";
import { hashOf } from "../state/places.ts";
import { changeThread, keyOf, setThreadPinned, type ThreadChange, takePart } from "../state/threads.ts";
import { copyText } from "../ui/copy-text.ts";
import { ListButton, type ListButtonProps } from "../ui/list-button.tsx";
import { moveInList } from "../ui/move-in-list.ts";
import { Popup } from "../ui/popup.tsx";
import { t } from "./texts/texts.ts";

interface ThreadMenuProps {
  readonly thread: WireThread;
  readonly anchor: Element;
  readonly close: () => void;
  readonly ask: (kind: "rename" | "delete") => void;
}

export function ThreadMenu({ thread, anchor, close, ask }: ThreadMenuProps) {
  const list = useRef<HTMLUListElement>(null);
  const isCopied = useSignal(false);
  useLayoutEffect(() => list.current?.querySelector("button")?.focus(), []);
  const current = people.value;
  if (!current) return null;
  const manages = holds(current, "manage_threads");
  const mayChange = manages || thread.created_by === current.own?.username;
  const change = (fields: ThreadChange) => async () => {
    close();
    tell(await changeThread(thread, fields));
  };
  const isPart = thread.participants.includes(current.own?.username ?? "");
  const items: readonly (false | ListButtonProps)[] = [
    {
      icon: isPart ? "log-out" : "log-in",
      text: isPart ? t().leave : t().join,
      act: () => {
        close();
        void takePart(thread, !isPart);
      },
    },
    {
      icon: isCopied.value ? "check" : "link",
      text: isCopied.value ? t().copied : t().copyLink,
      act: async () => {
        isCopied.value = await copyText(`${base}${hashOf(keyOf(thread), null)}`);
      },
    },
    mayChange && { icon: "pencil", text: t().rename, act: () => ask("rename") },
    manages && {
      icon: thread.locked ? "lock-open" : "lock",
      text: thread.locked ? t().unlock : t().lock,
      act: change({ locked: !thread.locked }),
    },
    mayChange && {
      icon: thread.archived ? "archive-restore" : "archive",
      text: thread.archived ? t().unarchive : t().archive,
      act: change({ archived: !thread.archived }),
    },
    manages && {
      icon: thread.pinned ? "pin-off" : "pin",
      text: thread.pinned ? t().unpin : t().pin,
      act: () => {
        close();
        void setThreadPinned(thread, !thread.pinned);
      },
    },
    mayChange && { icon: "trash-2", text: t().remove, isDangerous: true, act: () => ask("delete") },
  ];
  return (
    <Popup anchor={anchor} placement="bottom-end" label={t().menu} onClose={close} class="message-menu">
      <ul ref={list} onKeyDown={(event) => moveInList(event, "button")}>
        {items.map((item) => item && <ListButton key={item.text} {...item} />)}
      </ul>
    </Popup>
  );
}
