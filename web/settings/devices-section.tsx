import { useSignal } from "@preact/signals";
import type { WireLoginSession } from "../../client/index.ts";
import { can } from "../state/administration.ts";
import { ask } from "../state/ask.ts";
import { ago, shortDateAndTime } from "../texts/times.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Listing } from "../ui/listing.tsx";
import { say, sayProblem } from "../ui/said.tsx";
import { useFetched } from "../ui/use-fetched.ts";
import { t } from "./texts/texts.ts";

/** Where the person is logged in. Each log-in can be ended, and all others at once. */
export function DevicesSection() {
  const { value, problem, reload } = useFetched(
    async (client) => (await client.request("sessions_list")).sessions,
    [],
  );
  const isAsking = useSignal(false);
  const others = (value ?? []).filter(({ current }) => !current);
  async function end(sessions: readonly WireLoginSession[]): Promise<void> {
    for (const { id } of sessions) {
      const { refused } = await ask((client) => client.request("session_revoke", { id }));
      if (refused) {
        sayProblem(refused.text);
        reload();
        return;
      }
    }
    say(t().sessionsEnded(sessions.length));
    reload();
  }
  return (
    <>
      <p class="quiet">{t().devicesHint}</p>
      <Listing
        label={t().section("devices")}
        items={value}
        problem={problem}
        empty={t().noDevices}
        reload={reload}
      >
        {(session) => (
          <li key={session.id} class="row device">
            <span class="row-names">
              <span class="row-name">
                {session.device || t().unknownDevice}
                {session.current && <span class="tag">{t().thisDevice}</span>}
              </span>
              <span class="quiet">
                {t().lastUsed(ago(session.used_at))} · {t().since(shortDateAndTime(session.created_at))}
              </span>
            </span>
            {!session.current && can("session_revoke") && (
              <button
                type="button"
                class="danger-plain"
                aria-label={t().endSessionOf(session.device || t().unknownDevice)}
                onClick={() => void end([session])}
              >
                {t().endSession}
              </button>
            )}
          </li>
        )}
      </Listing>
      {others.length > 0 && can("session_revoke") && (
        <div class="list-foot">
          <button
            type="button"
            class="danger-plain"
            onClick={() => {
              isAsking.value = true;
            }}
          >
            {t().endOthers}
          </button>
        </div>
      )}
      {isAsking.value && (
        <ConfirmDialog
          title={t().endOthersQuestion(others.length)}
          action={t().endOthers}
          onConfirm={() => void end(others)}
          onClose={() => {
            isAsking.value = false;
          }}
        >
          <p>{t().endOthersNote}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
