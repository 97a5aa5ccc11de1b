import { useLayoutEffect, useRef } from "preact/hooks";
import { can } from "../state/administration.ts";
import { nameOfMember } from "../state/names.ts";
import { showsReminders } from "../state/overlays.ts";
import { people } from "../state/people.ts";
import { ownMenuAt } from "../state/profile.ts";
import { reminders } from "../state/reminders.ts";
import { openScreen } from "../state/screen.ts";
import { logOut } from "../state/session.ts";
import { t as common } from "../texts/texts.ts";
import { ListButton } from "../ui/list-button.tsx";
import { moveInList } from "../ui/move-in-list.ts";
import { Popup } from "../ui/popup.tsx";
import { StatusForm } from "./status-form.tsx";
import { t } from "./texts/texts.ts";

/** The own status, and the ways to the settings, the reminders and out. */
export function OwnMenu() {
  const content = useRef<HTMLDivElement>(null);
  const anchor = ownMenuAt.value;
  useLayoutEffect(() => {
    content.current?.querySelector<HTMLElement>("input:checked")?.focus();
  }, [anchor]);
  const own = people.value?.own;
  if (!anchor || !own) return null;
  const closing = (act: () => unknown) => () => {
    close();
    act();
  };
  const count = reminders.value.length;
  return (
    <Popup anchor={anchor} placement="top-start" label={common().yourMenu} onClose={close} class="own-menu">
      <div id="own-menu" ref={content}>
        <p class="own-menu-name">{nameOfMember(own)}</p>
        <StatusForm />
        <ul onKeyDown={(event) => moveInList(event, "button")}>
          <ListButton
            icon="settings"
            text={t().settings}
            act={closing(() => openScreen("settings", "account"))}
          />
          {can("reminder_list") && (
            <ListButton
              icon="clock"
              text={common().reminders}
              {...(count > 0 && { badge: count })}
              act={closing(() => {
                showsReminders.value = true;
              })}
            />
          )}
          <ListButton
            icon="keyboard"
            text={t().shortcuts}
            act={closing(() => openScreen("settings", "keyboard"))}
          />
          <ListButton icon="log-out" text={common().logOut} act={closing(() => void logOut())} />
        </ul>
      </div>
    </Popup>
  );
}

function close(): void {
  ownMenuAt.value = null;
}
