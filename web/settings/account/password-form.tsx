import { useSignal } from "@preact/signals";
import { ask, problemBeside, problemOf, type Refused } from "../../state/ask.ts";
import { t as common } from "../../texts/texts.ts";
import { TextField } from "../../ui/form-field.tsx";
import { say } from "../../ui/said.tsx";
import { t } from "../texts/texts.ts";

/** Changes the password. The other devices have to log in anew. */
export function PasswordForm() {
  const present = useSignal("");
  const next = useSignal("");
  const again = useSignal("");
  const refused = useSignal<Refused | null>(null);
  const isBusy = useSignal(false);
  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value) return;
    if (present.value === "" || next.value === "") {
      refused.value = {
        field: present.value === "" ? "password" : "new_password",
        text: t().passwordMissing,
      };
      return;
    }
    if (next.value !== again.value) {
      refused.value = { field: "again", text: t().passwordsDiffer };
      return;
    }
    isBusy.value = true;
    const fields = { password: present.value, new_password: next.value };
    const answer = await ask((client) => client.request("password_change", fields));
    isBusy.value = false;
    refused.value = answer.refused;
    if (answer.refused) return;
    for (const field of [present, next, again]) field.value = "";
    say(t().passwordChanged);
  }
  const problem = (field: string) => problemOf(refused.value, field);
  return (
    <form class="panel form" noValidate onSubmit={save}>
      <h2>{t().password}</h2>
      <TextField
        label={t().presentPassword}
        type="password"
        complete="current-password"
        value={present.value}
        problem={problem("password")}
        onInput={(value) => {
          present.value = value;
        }}
      />
      <div class="form-row">
        <TextField
          label={t().newPassword}
          hint={common().passwordHint}
          type="password"
          complete="new-password"
          value={next.value}
          problem={problem("new_password")}
          onInput={(value) => {
            next.value = value;
          }}
        />
        <TextField
          label={t().newPasswordAgain}
          type="password"
          complete="new-password"
          value={again.value}
          problem={problem("again")}
          onInput={(value) => {
            again.value = value;
          }}
        />
      </div>
      <p class="problem" role="alert">
        {problemBeside(refused.value, ["password", "new_password", "again"])}
      </p>
      <p class="quiet">{t().passwordNote}</p>
      <div class="form-buttons">
        <button type="submit" class="primary" aria-busy={isBusy.value}>
          {t().changePassword}
        </button>
      </div>
    </form>
  );
}
