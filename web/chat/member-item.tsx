import type { WireUser } from "../../client/index.ts";
import { nameOfMember, shownName } from "../state/names.ts";
import { t } from "../texts/texts.ts";
import { Avatar } from "../ui/avatar.tsx";
import { PersonButton } from "../ui/person-button.tsx";
import { presenceName } from "../ui/presence-name.ts";

export function MemberItem({ member }: { readonly member: WireUser }) {
  const { status, text } = member.status;
  const name = nameOfMember(member);
  const shown = presenceName(status);
  return (
    <li>
      <PersonButton
        member={member}
        class={`member ${status === "offline" ? "away" : ""}`}
        title={shownName(member.username)}
      >
        <span class="avatar-box">
          <Avatar name={name} picture={member.pfp} size={32} />
          <span class={`presence ${status}`} role="img" aria-label={shown} title={shown} />
        </span>
        <span class="member-names">
          <span class="member-name">
            {name}
            {member.bot && <span class="tag">{t().bot}</span>}
          </span>
          {text !== "" && <span class="quiet">{text}</span>}
        </span>
      </PersonButton>
    </li>
  );
}
