import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { claimCode, inviteCode, logIn, type Refusal, register } from "../state/session.ts";
import { t } from "../texts/texts.ts";
import { Field } from "./field.tsx";

/** Name and password. What the server refuses is said beside the field that it is about. */
export function EntryForm({ isNew }: { readonly isNew: boolean }) {
  const form = useRef<HTMLFormElement>(null);
  const refusal = useSignal<Refusal | null>(null);
  const isBusy = useSignal(false);
  useLayoutEffect(() => form.current?.querySelector("input")?.focus(), []);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value || !form.current) return;
    const given = new FormData(form.current);
    const value = (name: string) => String(given.get(name) ?? "");
    const username = value("username").trim();
    const password = value("password");
    refusal.value =
      username === ""
        ? { field: "username", text: t().nameMissing }
        : password === ""
          ? { field: "password", text: t().passwordMissing }
          : null;
    if (refusal.value === null) {
      isBusy.value = true;
      refusal.value = isNew
        ? await register(username, password, value("invite").trim())
        : await logIn(username, password);
      isBusy.value = false;
    }
    const { field } = refusal.value ?? {};
    if (field) form.current?.querySelector<HTMLInputElement>(`[name=${field}]`)?.focus();
  }

  const problemOf = (field: Refusal["field"]) => (refusal.value?.field === field ? refusal.value.text : null);
  // The first owner has no one to be invited by.
  const asksInvite = isNew && claimCode.value === null;
  return (
    <form ref={form} class="entry-form" noValidate onSubmit={submit}>
      <Field name="username" label={t().userName} autocomplete="username" problem={problemOf("username")} />
      <Field
        name="password"
        isSecret
        label={t().password}
        hint={isNew ? t().passwordHint : undefined}
        autocomplete={isNew ? "new-password" : "current-password"}
        problem={problemOf("password")}
      />
      {asksInvite && (
        <Field
          name="invite"
          label={t().inviteCode}
          hint={inviteCode.value === null ? t().inviteOptional : t().inviteFilledIn}
          value={inviteCode.value ?? ""}
          autocomplete="off"
          problem={problemOf("invite")}
        />
      )}
      <p class="problem" role="alert">
        {problemOf(null)}
      </p>
      <button type="submit" class="primary" aria-busy={isBusy.value}>
        {isBusy.value ? t().connecting : isNew ? t().makeAccount : t().logIn}
      </button>
    </form>
  );
}
