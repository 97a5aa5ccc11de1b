import { useSignal } from "@preact/signals";
import { face } from "../state/face.ts";
import { claimCode, inviteCode, notice } from "../state/session.ts";
import { t } from "../texts/texts.ts";
import { LanguageChoice } from "../ui/language-choice.tsx";
import { EntryForm } from "./entry-form.tsx";
import { RoturForm } from "./rotur-form.tsx";
import { ServerFace } from "./server-face.tsx";

/** Log in, or make an account. Newcomers, by a code in the address, make one. */
export function EntryScreen() {
  const isNew = useSignal(claimCode.value !== null || inviteCode.value !== null);
  const wantsRotur = useSignal(false);
  const toggle = () => {
    isNew.value = !isNew.value;
  };
  const toggleRotur = () => {
    wantsRotur.value = !wantsRotur.value;
  };
  const mode = face.value?.authMode ?? "cracked-only";
  const isRotur = mode === "rotur" || (mode === "cracked" && wantsRotur.value);
  return (
    <main class="entry">
      <div class="entry-card">
        <ServerFace />
        {claimCode.value !== null && <p class="entry-note">{t().claiming}</p>}
        {notice.value !== null && (
          <p class="entry-note" role="status">
            {notice.value}
          </p>
        )}
        {isRotur ? <RoturForm /> : <EntryForm key={String(isNew.value)} isNew={isNew.value} />}
        {!isRotur && (
          <p class="entry-other">
            {isNew.value ? t().haveAccount : t().noAccount}{" "}
            <button type="button" class="link" onClick={toggle}>
              {isNew.value ? t().logIn : t().makeAccount}
            </button>
          </p>
        )}
        {mode === "cracked" && (
          <p class="entry-other">
            <button type="button" class="link" onClick={toggleRotur}>
              {isRotur ? t().withoutRotur : t().withRotur}
            </button>
          </p>
        )}
      </div>
      <LanguageChoice />
    </main>
  );
}
