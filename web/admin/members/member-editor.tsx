import { useSignal } from "@preact/signals";
import { mayActOn, type WireUser } from "../../../client/index.ts";
import { MemberRoles } from "../../people/member-roles.tsx";
import { may } from "../../state/administration.ts";
import { ask, problemBeside, problemOf, type Refused } from "../../state/ask.ts";
import { ownNickname, shownName } from "../../state/names.ts";
import { people } from "../../state/people.ts";
import { TextField } from "../../ui/form-field.tsx";
import { say } from "../../ui/said.tsx";
import { SaveBar } from "../../ui/save-bar.tsx";
import { useChanges } from "../../ui/use-changes.ts";
import { t } from "../texts/texts.ts";
import { Moderation } from "./moderation.tsx";

/** One member: names, roles, and what a moderator may do about them. */
export function MemberEditor({ member }: { readonly member: WireUser }) {
  const current = people.value;
  if (!current) return null;
  const isSelf = member.id === current.me;
  const isBelow = mayActOn(current, member);
  return (
    <>
      {!isSelf && !isBelow && <p class="line notice">{t().memberLocked}</p>}
      {may("manage_users") && (isSelf || isBelow) && <NamesForm member={member} />}
      <MemberRoles member={member} isLocked={!may("manage_users") || !(isSelf || isBelow)} />
      {isBelow && <Moderation member={member} />}
    </>
  );
}

function NamesForm({ member }: { readonly member: WireUser }) {
  const username = shownName(member.username);
  const { value, changed, isChanged, set, reset } = useChanges({
    nickname: ownNickname(member),
    username,
  });
  const refused = useSignal<Refused | null>(null);
  const isBusy = useSignal(false);
  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value || !isChanged) return;
    isBusy.value = true;
    const updates = { ...changed, ...(changed.nickname === "" && { nickname: null }) };
    const answer = await ask((client) => client.request("user_update", { user: member.id, updates }));
    isBusy.value = false;
    refused.value = answer.refused;
    if (answer.refused) return;
    reset();
    say(t().saved);
  }
  return (
    <form class="form" noValidate onSubmit={save}>
      <div class="form-row">
        <TextField
          label={t().nickname}
          hint={t().nicknameHint}
          placeholder={username}
          value={value.nickname}
          problem={problemOf(refused.value, "nickname")}
          onInput={(nickname) => set({ nickname })}
        />
        {member.cracked && (
          <TextField
            label={t().username}
            hint={t().usernameHint}
            value={value.username}
            problem={problemOf(refused.value, "username")}
            onInput={(name) => set({ username: name })}
          />
        )}
      </div>
      <SaveBar
        isChanged={isChanged}
        isBusy={isBusy.value}
        problem={problemBeside(refused.value, ["nickname", "username"])}
        onReset={() => {
          refused.value = null;
          reset();
        }}
      />
    </form>
  );
}
