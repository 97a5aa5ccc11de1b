import { useEffect } from "preact/hooks";
import type { WireUser } from "../../client/index.ts";
import { ask } from "../state/ask.ts";
import { nameOfMember, ownNickname, shownName } from "../state/names.ts";
import { people } from "../state/people.ts";
import { memberDialog } from "../state/profile.ts";
import { t as common } from "../texts/texts.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogButtons } from "../ui/dialog-buttons.tsx";
import { NameDialog } from "../ui/name-dialog.tsx";
import { say } from "../ui/said.tsx";
import { told } from "./moderation.ts";
import { ReasonDialog } from "./reason-dialog.tsx";
import { t } from "./texts/texts.ts";
import { TimeoutChoices } from "./timeout-choices.tsx";

/** Asks a moderator about a member. What was done is said when it closes. */
export function MemberDialog() {
  const open = memberDialog.value;
  const member = people.value?.members.get(open?.id ?? "");
  const isGone = open !== null && member === undefined;
  useEffect(() => {
    if (isGone) close();
  }, [isGone]);
  if (!open || !member) return null;
  return <Question kind={open.kind} member={member} />;
}

function close(): void {
  memberDialog.value = null;
}

type Kind = NonNullable<typeof memberDialog.value>["kind"];

function Question({ kind, member }: { readonly kind: Kind; readonly member: WireUser }) {
  const name = nameOfMember(member);
  const user = member.id;
  switch (kind) {
    case "nickname":
      return (
        <NameDialog
          title={t().nicknameOf(name)}
          label={t().nickname}
          hint={t().nicknameHint}
          value={ownNickname(member)}
          placeholder={shownName(member.username)}
          action={common().save}
          send={(given) => {
            const updates = { nickname: given === "" ? null : given };
            return ask((client) => client.request("user_update", { user, updates }));
          }}
          onDone={({ nickname }) => say(nickname === null ? t().nicknameGone(name) : t().renamed(nickname))}
          onClose={close}
        />
      );
    case "timeout":
      return (
        <Dialog title={t().timeoutOf(name)} onClose={close} class="form-dialog">
          <TimeoutChoices member={member} onDone={close} />
          <DialogButtons onClose={close} />
        </Dialog>
      );
    case "kick":
      return (
        <ReasonDialog
          title={t().kickQuestion(name)}
          note={t().kickNote}
          action={t().kick}
          send={(reason) => ask((client) => client.request("user_kick", { user, reason }))}
          onDone={() => say(t().kicked(name))}
          onClose={close}
        />
      );
    case "ban":
      return (
        <ReasonDialog
          title={t().banQuestion(name)}
          note={t().banNote}
          action={t().ban}
          send={(reason) => ask((client) => client.request("user_ban", { user, reason }))}
          onDone={() => say(t().banned(name))}
          onClose={close}
        />
      );
    case "remove": {
      const remove = async () => {
        told(await ask((client) => client.request("user_delete", { user })), t().accountDeleted(name));
      };
      return (
        <ConfirmDialog
          title={t().deleteAccountQuestion(name)}
          action={t().deleteAccount}
          onConfirm={() => void remove()}
          onClose={close}
        >
          <p>{t().deleteAccountNote}</p>
        </ConfirmDialog>
      );
    }
  }
}
