import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { inviteCode, logInWithRotur, type Refusal } from "../state/session.ts";
import { t } from "../texts/texts.ts";
import { Field } from "./field.tsx";

/** A token of an account of Rotur, which proves the account without its password. */
export function RoturForm() {
  const form = useRef<HTMLFormElement>(null);
  const refusal = useSignal<Refusal | null>(null);
  const isBusy = useSignal(false);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value || !form.current) return;
    const given = new FormData(form.current);
    const token = String(given.get("token") ?? "").trim();
    isBusy.value = true;
    refusal.value =
      token === ""
        ? { field: null, text: t().roturTokenMissing }
        : await logInWithRotur(token, given.has("remember"), inviteCode.value ?? "");
    isBusy.value = false;
    if (refusal.value) form.current?.querySelector<HTMLInputElement>("[name=token]")?.focus();
  }

  return (
    <form ref={form} class="entry-form" noValidate onSubmit={submit}>
      <Field
        name="token"
        isSecret
        label={t().roturToken}
        hint={t().roturTokenHint}
        autocomplete="off"
        problem={refusal.value?.text ?? null}
      />
      <label class="check">
        <input type="checkbox" name="remember" defaultChecked />
        {t().rememberToken}
      </label>
      <button type="submit" class="primary" aria-busy={isBusy.value}>
        {isBusy.value ? t().connecting : t().withRotur}
      </button>
    </form>
  );
}
