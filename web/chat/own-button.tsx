import { Icon } from "../icons/icon.tsx";
import { nameOfMember, shownName } from "../state/names.ts";
import { people } from "../state/people.ts";
import { ownMenuAt } from "../state/profile.ts";
import { t } from "../texts/texts.ts";
import { Avatar } from "../ui/avatar.tsx";
import { presenceName } from "../ui/presence-name.ts";

/** The own account: it opens the menu with the status, the settings and logging out. */
export function OwnButton() {
  const own = people.value?.own;
  if (!own) return null;
  const name = nameOfMember(own);
  const { status, text } = own.status;
  const below = text || (name === shownName(own.username) ? presenceName(status) : shownName(own.username));
  return (
    <div class="own">
      <button
        type="button"
        class="own-button"
        title={t().yourMenu}
        aria-haspopup="dialog"
        onClick={({ currentTarget }) => {
          ownMenuAt.value = currentTarget;
        }}
      >
        <span class="avatar-box">
          <Avatar name={name} picture={own.pfp} size={32} />
          <span class={`presence ${status}`} aria-hidden="true" />
        </span>
        <span class="own-names">
          <span class="own-name">{name}</span>
          <span class="quiet">{below}</span>
        </span>
        <Icon name="settings" />
        <span class="visually-hidden">{t().yourMenu}</span>
      </button>
    </div>
  );
}
