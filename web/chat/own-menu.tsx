import { Icon } from "../icons/icon.tsx";
import { can } from "../state/message-rights.ts";
import { nameOfMember, shownName } from "../state/names.ts";
import { showsReminders } from "../state/overlays.ts";
import { people } from "../state/people.ts";
import { reminders } from "../state/reminders.ts";
import { logOut } from "../state/session.ts";
import { t } from "../texts/texts.ts";
import { Avatar } from "../ui/avatar.tsx";
import { LanguageChoice } from "../ui/language-choice.tsx";
import { ThemeChoice } from "../ui/theme-choice.tsx";

/** The own account, with a menu for how the page looks and for logging out. */
export function OwnMenu() {
  const own = people.value?.own;
  if (!own) return null;
  const name = nameOfMember(own);
  return (
    <div class="own">
      <button type="button" class="own-button" popovertarget="own-menu" title={t().yourMenu}>
        <Avatar name={name} picture={own.pfp} size={32} />
        <span class="own-names">
          <span class="own-name">{name}</span>
          {name !== shownName(own.username) && <span class="quiet">{shownName(own.username)}</span>}
        </span>
        <Icon name="settings" />
        <span class="visually-hidden">{t().yourMenu}</span>
      </button>
      <div id="own-menu" popover="auto" class="menu">
        {can("reminder_list") && <RemindersItem />}
        <ThemeChoice />
        <LanguageChoice />
        <button type="button" class="menu-item" onClick={() => void logOut()}>
          <Icon name="log-out" size={16} />
          {t().logOut}
        </button>
      </div>
    </div>
  );
}

function RemindersItem() {
  const count = reminders.value.length;
  const open = () => {
    document.getElementById("own-menu")?.hidePopover();
    showsReminders.value = true;
  };
  return (
    <button type="button" class="menu-item first" onClick={open}>
      <Icon name="clock" size={16} />
      {t().reminders}
      {count > 0 && <span class="badge">{count}</span>}
    </button>
  );
}
