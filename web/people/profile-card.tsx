import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { insertMention } from "../chat/focus-composer.ts";
import { maySendIn } from "../state/message-rights.ts";
import { nameOfMember, shownName } from "../state/names.ts";
import { people } from "../state/people.ts";
import { place } from "../state/places.ts";
import { profile } from "../state/profile.ts";
import { openScreen } from "../state/screen.ts";
import { t as common } from "../texts/texts.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Popup } from "../ui/popup.tsx";
import { presenceName } from "../ui/presence-name.ts";
import { shownColor } from "../ui/shown-color.ts";
import { MemberRoles } from "./member-roles.tsx";
import { moderationOf } from "./moderation.ts";
import { ModerationButtons } from "./moderation-buttons.tsx";
import { t } from "./texts/texts.ts";

/** The card of a member, and what can be done about them. */
export function ProfileCard() {
  const first = useRef<HTMLDivElement>(null);
  const open = profile.value;
  const current = people.value;
  const member = current?.members.get(open?.id ?? "");
  const isGone = open !== null && current !== null && member === undefined;
  useEffect(() => {
    if (isGone) close();
  }, [isGone]);
  useLayoutEffect(() => {
    (first.current?.querySelector("button") ?? first.current)?.focus();
  }, [open]);
  if (!open || !current || !member) return null;
  const name = nameOfMember(member);
  const username = shownName(member.username);
  const { status, text } = member.status;
  const isSelf = member.id === current.me;
  const rights = moderationOf(member);
  const color = shownColor(member.color);
  const mayMention =
    !isSelf && place.value !== null && place.value.kind !== "forum" && maySendIn(place.value);
  return (
    <Popup
      anchor={open.anchor}
      placement={matchMedia("(max-width: 900px)").matches ? "bottom-start" : "right-start"}
      label={t().profileOf(name)}
      onClose={close}
      class="profile"
    >
      <header class="profile-head">
        <span class="avatar-box">
          <Avatar name={name} picture={member.pfp} size={64} />
          <span class={`presence ${status}`} aria-hidden="true" />
        </span>
        <div class="profile-names">
          <h2 style={color === null ? undefined : { color }}>{name}</h2>
          {(name !== username || member.bot) && (
            <p class="quiet">
              {username}
              {member.bot && <span class="tag">{common().bot}</span>}
            </p>
          )}
          <p class="quiet">{presenceName(status)}</p>
        </div>
      </header>
      {text !== "" && <p class="profile-status">{text}</p>}
      {member.bot && <p class="quiet">{t().isBot}</p>}
      <MemberRoles member={member} isLocked={!rights?.roles} />
      <div ref={first} class="form-buttons" tabIndex={-1}>
        {mayMention && (
          <button
            type="button"
            class="plain"
            onClick={() => {
              close();
              insertMention(member.username);
            }}
          >
            {t().mention}
          </button>
        )}
        {isSelf && (
          <button
            type="button"
            class="plain"
            onClick={() => {
              close();
              openScreen("settings", "account");
            }}
          >
            {t().editProfile}
          </button>
        )}
      </div>
      {rights && (
        <ModerationButtons member={member} kinds={["nickname", "timeout", "kick", "ban"]} onOpen={close} />
      )}
    </Popup>
  );
}

function close(): void {
  profile.value = null;
}
