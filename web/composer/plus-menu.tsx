import { useLayoutEffect, useRef } from "preact/hooks";
import type { IconName } from "../icons/icons.gen.ts";
import { scheduled } from "../state/planned.ts";
import { ListButton } from "../ui/list-button.tsx";
import { moveInList } from "../ui/move-in-list.ts";
import { Popup } from "../ui/popup.tsx";
import { t } from "./texts/texts.ts";

export type PlusChoice = "files" | "poll" | "command" | "later" | "scheduled";

interface PlusMenuProps {
  readonly anchor: Element;
  /** What the server and the channel let the person do. */
  readonly offers: readonly PlusChoice[];
  readonly choose: (choice: PlusChoice) => void;
  readonly onClose: () => void;
}

const icons: Readonly<Record<PlusChoice, IconName>> = {
  files: "paperclip",
  poll: "chart-bar",
  command: "terminal",
  later: "calendar-clock",
  scheduled: "clock",
};

/** What can be added to a message, and ways to send it. */
export function PlusMenu({ anchor, offers, choose, onClose }: PlusMenuProps) {
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => list.current?.querySelector("button")?.focus(), []);
  const names: Readonly<Record<PlusChoice, string>> = {
    files: t().addFiles,
    poll: t().createPoll,
    command: t().useCommand,
    later: t().sendLater,
    scheduled: t().scheduledCount(scheduled.value.length),
  };
  return (
    <Popup anchor={anchor} placement="top-start" label={t().addToMessage} onClose={onClose} class="plus-menu">
      <ul ref={list} onKeyDown={(event) => moveInList(event, "button")}>
        {offers.map((choice) => (
          <ListButton
            key={choice}
            icon={icons[choice]}
            text={names[choice]}
            act={() => {
              onClose();
              choose(choice);
            }}
          />
        ))}
      </ul>
    </Popup>
  );
}
