import { useSignal } from "@preact/signals";
import { mayManageRole } from "../../../client/index.ts";
import { may } from "../../state/administration.ts";
import { ask, problemBeside, problemOf, type Refused } from "../../state/ask.ts";
import { people } from "../../state/people.ts";
import { durationText } from "../../texts/durations.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { FormField, TextField } from "../../ui/form-field.tsx";
import { say } from "../../ui/said.tsx";
import { t } from "../texts/texts.ts";

interface NewInviteProps {
  readonly onMade: () => void;
  readonly onClose: () => void;
}

/** Seconds; 0: for ever. */
const lifetimes = [1800, 3600, 43_200, 86_400, 604_800, 2_592_000, 0];
const week = 604_800;

export function NewInvite({ onMade, onClose }: NewInviteProps) {
  const lifetime = useSignal(week);
  const uses = useSignal("");
  const roles = useSignal<readonly string[]>([]);
  const refused = useSignal<Refused | null>(null);
  const current = people.value;
  const offered =
    current && may("manage_users")
      ? [...current.roles.values()].filter((role) => role.name !== "user" && mayManageRole(current, role))
      : [];

  async function make(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = roles.value.length > 0 ? { roles: [...roles.value] } : {};
    const max_uses = Math.trunc(Number(uses.value)) || 0;
    const answer = await ask((client) =>
      client.request("invite_create", { max_uses, expires_in: lifetime.value, ...given }),
    );
    refused.value = answer.refused;
    if (answer.refused) return;
    say(t().inviteMade);
    onMade();
    onClose();
  }
  return (
    <Dialog title={t().newInvite} onClose={onClose} class="form-dialog">
      <form class="form" noValidate onSubmit={make}>
        <FormField label={t().endsIn}>
          {(attributes) => (
            <select
              {...attributes}
              value={String(lifetime.value)}
              onChange={({ currentTarget }) => {
                lifetime.value = Number(currentTarget.value);
              }}
            >
              {lifetimes.map((seconds) => (
                <option key={seconds} value={String(seconds)}>
                  {seconds === 0 ? t().never : durationText(seconds)}
                </option>
              ))}
            </select>
          )}
        </FormField>
        <TextField
          label={t().maxUses}
          hint={t().maxUsesHint}
          type="number"
          min={0}
          max={100_000}
          value={uses.value}
          problem={problemOf(refused.value, "max_uses")}
          onInput={(value) => {
            uses.value = value;
          }}
        />
        {offered.length > 0 && (
          <fieldset class="checks">
            <legend>{t().rolesOfNewcomers}</legend>
            {offered.map(({ id, name }) => (
              <label key={id}>
                <input
                  type="checkbox"
                  checked={roles.value.includes(name)}
                  onChange={({ currentTarget }) => {
                    const others = roles.value.filter((role) => role !== name);
                    roles.value = currentTarget.checked ? [...others, name] : others;
                  }}
                />
                {name}
              </label>
            ))}
          </fieldset>
        )}
        <p class="problem" role="alert">
          {problemBeside(refused.value, ["max_uses"])}
        </p>
        <DialogButtons onClose={onClose}>
          <button type="submit" class="primary">
            {t().make}
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
