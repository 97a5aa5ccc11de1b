import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { tried } from "../../state/actions.ts";
import { isSubscribed, lookForPush, subscribePush, unsubscribePush } from "../../state/push.ts";
import { session } from "../../state/session.ts";
import { Switch } from "../../ui/switch.tsx";
import { t } from "../texts/texts.ts";

/** Shown where both the server and the browser have web push. */
export function PushSwitch() {
  const problem = useSignal<string | null>(null);
  const tries = useSignal(0);
  const client = session.value?.client;
  useEffect(() => {
    if (client) void lookForPush(client);
  }, [client]);
  if (!client || isSubscribed.value === null) return null;
  const choose = async (isOn: boolean) => {
    problem.value = await tried(isOn ? subscribePush(client) : unsubscribePush(client));
    tries.value++;
  };
  return (
    <>
      <Switch
        key={tries.value}
        label={t().push}
        hint={t().pushHint}
        checked={isSubscribed.value}
        onChange={(wanted) => void choose(wanted)}
      />
      {problem.value !== null && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
    </>
  );
}
