import { useSignal } from "@preact/signals";
import type { WireInvite } from "../../../client/index.ts";
import { can, may } from "../../state/administration.ts";
import { ask } from "../../state/ask.ts";
import { base } from "../../state/base.ts";
import { nameOf } from "../../state/names.ts";
import { people } from "../../state/people.ts";
import { session } from "../../state/session.ts";
import { t as common } from "../../texts/texts.ts";
import { shortDateAndTime } from "../../texts/times.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Listing } from "../../ui/listing.tsx";
import { say, sayProblem } from "../../ui/said.tsx";
import { useFetched } from "../../ui/use-fetched.ts";
import { CopyButton } from "../copy-button.tsx";
import { t } from "../texts/texts.ts";
import { NewInvite } from "./new-invite.tsx";

/** Invites: one's own, or those of all for people who manage them. */
export function InvitesSection() {
  const isAdding = useSignal(false);
  const ending = useSignal<WireInvite | null>(null);
  const { value, problem, reload } = useFetched(
    async (client) => (await client.request("invite_list", {})).invites,
    ["user_join"],
  );
  const current = people.value;
  const end = async (code: string) => {
    const { refused } = await ask((client) => client.request("invite_delete", { code }));
    if (refused) sayProblem(refused.text);
    else say(t().inviteDeleted);
    reload();
  };
  return (
    <>
      {can("invite_create") && may("create_invite") && (
        <div class="list-head">
          <button
            type="button"
            class="primary"
            onClick={() => {
              isAdding.value = true;
            }}
          >
            {t().newInvite}
          </button>
        </div>
      )}
      <Listing label={t().invites} items={value} problem={problem} empty={t().noInvites} reload={reload}>
        {(invite) => (
          <li key={invite.code} class="row">
            <span class="row-names">
              <span class="row-name code">{linkOf(invite)}</span>
              <span class="quiet">
                {t().inviteUses(invite.uses, invite.max_uses)} ·{" "}
                {invite.expires_at === null ? t().endsNever : t().endsAt(shortDateAndTime(invite.expires_at))}{" "}
                · {t().madeBy(current ? nameOf(current, invite.created_by) : invite.created_by)}
              </span>
              {invite.roles.length > 0 && (
                <span class="quiet">{t().inviteRoles(invite.roles.join(", "))}</span>
              )}
            </span>
            <CopyButton text={linkOf(invite)} label={t().copyLink} said={t().linkCopied} />
            <IconButton
              icon="trash-2"
              label={t().deleteInvite(invite.code)}
              onClick={() => {
                ending.value = invite;
              }}
            />
          </li>
        )}
      </Listing>
      {isAdding.value && (
        <NewInvite
          onMade={reload}
          onClose={() => {
            isAdding.value = false;
          }}
        />
      )}
      {ending.value && (
        <ConfirmDialog
          title={t().deleteInviteQuestion}
          action={common().remove}
          onConfirm={() => void end(ending.value?.code ?? "")}
          onClose={() => {
            ending.value = null;
          }}
        />
      )}
    </>
  );
}

/** Under the public address of the server, or under the one at which this page was opened. */
function linkOf({ code, url }: WireInvite): string {
  return session.value?.client.server.server.url === undefined ? new URL(`invite/${code}`, base).href : url;
}
