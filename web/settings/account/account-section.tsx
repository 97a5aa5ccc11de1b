import { StatusForm } from "../../people/status-form.tsx";
import { can } from "../../state/administration.ts";
import { people } from "../../state/people.ts";
import { t } from "../texts/texts.ts";
import { LeavePanel } from "./leave-panel.tsx";
import { NicknameForm } from "./nickname-form.tsx";
import { PasswordForm } from "./password-form.tsx";
import { PicturePanel } from "./picture-panel.tsx";

/** The own account as others see it, its password, and its end. */
export function AccountSection() {
  const own = people.value?.own;
  if (!own) return null;
  return (
    <>
      <PicturePanel own={own} />
      {can("nickname_update") && <NicknameForm own={own} />}
      <div class="panel">
        <h2>{t().status}</h2>
        <StatusForm />
      </div>
      {own.cracked && can("password_change") && <PasswordForm />}
      {can("user_leave") && <LeavePanel own={own} />}
    </>
  );
}
