import type { WireUser } from "../../../client/index.ts";
import { moderationOf } from "../../people/moderation.ts";
import { ModerationButtons } from "../../people/moderation-buttons.tsx";
import { TimeoutChoices } from "../../people/timeout-choices.tsx";
import { t } from "../texts/texts.ts";

/** Timeout, kick, ban and the end of the account, each for people who may. */
export function Moderation({ member }: { readonly member: WireUser }) {
  const rights = moderationOf(member);
  if (!rights) return null;
  return (
    <div class="panel">
      <h3>{t().moderation}</h3>
      {rights.timeout && <TimeoutChoices member={member} />}
      <ModerationButtons member={member} kinds={["kick", "ban", "remove"]} />
    </div>
  );
}
