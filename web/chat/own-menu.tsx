import { Icon } from "../icons/icon.tsx";
import { nameOfMember, shownName } from "../state/names.ts";
import { people } from "../state/people.ts";
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
