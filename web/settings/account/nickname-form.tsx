import { useSignal } from "@preact/signals";
import type { WireUser } from "../../../client/index.ts";
import { ask, problemBeside, problemOf, type Refused } from "../../state/ask.ts";
import { ownNickname, shownName } from "../../state/names.ts";
import { TextField } from "../../ui/form-field.tsx";
import { say } from "../../ui/said.tsx";
import { SaveBar } from "../../ui/save-bar.tsx";
import { useChanges } from "../../ui/use-changes.ts";
import { t } from "../texts/texts.ts";

export function NicknameForm({ own }: { readonly own: WireUser }) {
  const { value, isChanged, set, reset } = useChanges({ nickname: ownNickname(own) });
  const refused = useSignal<Refused | null>(null);
  const isBusy = useSignal(false);
  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value || !isChanged) return;
    isBusy.value = true;
    const nickname = value.nickname.trim();
    const answer =
      nickname === ""
        ? await ask((client) => client.request("nickname_remove"))
        : await ask((client) => client.request("nickname_update", { nickname }));
    isBusy.value = false;
    refused.value = answer.refused;
    if (answer.refused) return;
    reset();
    say(t().saved);
  }
  return (
    <form class="panel" noValidate onSubmit={save}>
      <TextField
        label={t().nickname}
        hint={t().nicknameHint}
        placeholder={shownName(own.username)}
        value={value.nickname}
        problem={problemOf(refused.value, "nickname")}
        onInput={(nickname) => set({ nickname })}
      />
      <SaveBar
        isChanged={isChanged}
        isBusy={isBusy.value}
        problem={problemBeside(refused.value, ["nickname"])}
        onReset={() => {
          refused.value = null;
          reset();
        }}
      />
    </form>
  );
}
