import { useSignal } from "@preact/signals";
import { isOwner, ownsServer, type WireUser } from "../../../client/index.ts";
import { can, may } from "../../state/administration.ts";
import { type Answer, ask } from "../../state/ask.ts";
import { nameOfMember } from "../../state/names.ts";
import { people } from "../../state/people.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { say, sayProblem } from "../../ui/said.tsx";
import { durationText } from "../texts/durations.ts";
import { t } from "../texts/texts.ts";
import { ReasonDialog } from "./reason-dialog.tsx";

/** Seconds. The longest is what the server takes. */
const timeouts = [60, 300, 600, 3600, 86_400, 604_800, 2_419_200];

/** Timeout, kick, ban and the end of the account, each for people who may. */
export function Moderation({ member }: { readonly member: WireUser }) {
  const asking = useSignal<"kick" | "ban" | "delete" | null>(null);
  const close = () => {
    asking.value = null;
  };
  const name = nameOfMember(member);
  const user = member.id;
  const told = (answer: Answer<unknown>, text: string) => {
    if (answer.refused) sayProblem(answer.refused.text);
    else say(text);
  };
  const timeOut = async (timeout: number) => {
    const answer = await ask((client) => client.request("user_timeout", { user, timeout }));
    told(answer, timeout === 0 ? t().timeoutLifted(name) : t().timedOut(name, durationText(timeout)));
  };
  const remove = async () => {
    told(await ask((client) => client.request("user_delete", { user })), t().accountDeleted(name));
  };
  const mayKick = can("user_kick") && (may("kick_members") || may("manage_users")) && !isOwner(member);
  const mayBan = can("user_ban") && (may("ban_members") || may("manage_users")) && !isOwner(member);
  const mayDelete = can("user_delete") && people.value !== null && ownsServer(people.value);
  return (
    <div class="panel">
      <h3>{t().moderation}</h3>
      {can("user_timeout") && may("manage_users") && (
        <fieldset class="timeouts">
          <legend>{t().timeout}</legend>
          <p class="quiet">{t().timeoutHint}</p>
          <div class="form-buttons">
            {timeouts.map((seconds) => (
              <button key={seconds} type="button" class="plain" onClick={() => void timeOut(seconds)}>
                {durationText(seconds)}
              </button>
            ))}
            <button type="button" class="plain" onClick={() => void timeOut(0)}>
              {t().liftTimeout}
            </button>
          </div>
        </fieldset>
      )}
      <div class="form-buttons">
        {mayKick && (
          <button
            type="button"
            class="danger-plain"
            onClick={() => {
              asking.value = "kick";
            }}
          >
            {t().kick}
          </button>
        )}
        {mayBan && (
          <button
            type="button"
            class="danger-plain"
            onClick={() => {
              asking.value = "ban";
            }}
          >
            {t().ban}
          </button>
        )}
        {mayDelete && (
          <button
            type="button"
            class="danger-plain"
            onClick={() => {
              asking.value = "delete";
            }}
          >
            {t().deleteAccount}
          </button>
        )}
      </div>
      {asking.value === "kick" && (
        <ReasonDialog
          title={t().kickQuestion(name)}
          note={t().kickNote}
          action={t().kick}
          send={(reason) => ask((client) => client.request("user_kick", { user, reason }))}
          onDone={() => say(t().kicked(name))}
          onClose={close}
        />
      )}
      {asking.value === "ban" && (
        <ReasonDialog
          title={t().banQuestion(name)}
          note={t().banNote}
          action={t().ban}
          send={(reason) => ask((client) => client.request("user_ban", { user, reason }))}
          onDone={() => say(t().banned(name))}
          onClose={close}
        />
      )}
      {asking.value === "delete" && (
        <ConfirmDialog
          title={t().deleteAccountQuestion(name)}
          action={t().deleteAccount}
          onConfirm={() => void remove()}
          onClose={close}
        >
          <p>{t().deleteAccountNote}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
