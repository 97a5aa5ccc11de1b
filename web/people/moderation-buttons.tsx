import type { WireUser } from "../../client/index.ts";
import { memberDialog } from "../state/profile.ts";
import { moderationOf } from "./moderation.ts";
import { t } from "./texts/texts.ts";

type Kind = NonNullable<typeof memberDialog.value>["kind"];

interface ModerationButtonsProps {
  readonly member: WireUser;
  readonly kinds: readonly Kind[];
  /** Called before a question opens. */
  readonly onOpen?: () => void;
}

/** What a moderator may do about a member: each button asks first. */
export function ModerationButtons({ member, kinds, onOpen }: ModerationButtonsProps) {
  const rights = moderationOf(member);
  if (!rights) return null;
  const may = { ...rights, nickname: rights.rename };
  const texts: Readonly<Record<Kind, string>> = {
    nickname: t().nickname,
    timeout: t().timeout,
    kick: t().kick,
    ban: t().ban,
    remove: t().deleteAccount,
  };
  return (
    <div class="form-buttons">
      {kinds
        .filter((kind) => may[kind])
        .map((kind) => (
          <button
            key={kind}
            type="button"
            class={kind === "nickname" || kind === "timeout" ? "plain" : "danger-plain"}
            onClick={() => {
              onOpen?.();
              memberDialog.value = { kind, id: member.id };
            }}
          >
            {texts[kind]}
          </button>
        ))}
    </div>
  );
}
