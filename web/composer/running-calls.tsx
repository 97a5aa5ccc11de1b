import { Icon } from "../icons/icon.tsx";
import { nameOf } from "../state/names.ts";
import { people } from "../state/people.ts";
import { calls, dismissCall, type RunningCall } from "../state/slash.ts";
import { t as common } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { t } from "./texts/texts.ts";

/** Slash commands in a place whose answers have not come, below its messages. */
export function RunningCalls({ place }: { readonly place: string }) {
  const current = people.value;
  const shown = calls.value.filter((call) => call.place === place);
  if (!current || shown.length === 0) return null;
  return (
    <ul class="running-calls">
      {shown.map((call) => {
        const { id, command, state, commander } = call;
        const isOver = state === "late" || state === "silent";
        return (
          <li key={id} role="status">
            {isOver ? (
              <Icon name="triangle-alert" size={16} />
            ) : (
              <span class="loading">
                <Icon name="loader-circle" size={16} />
              </span>
            )}
            <span class="cut">
              {t().youUsed(command)} · {textOf(state, nameOf(current, commander))}
            </span>
            {isOver && <IconButton icon="x" label={common().close} onClick={() => dismissCall(id)} />}
          </li>
        );
      })}
    </ul>
  );
}

function textOf(state: RunningCall["state"], bot: string): string {
  switch (state) {
    case "waiting":
      return t().waitsFor(bot);
    case "deferred":
      return t().thinks(bot);
    case "silent":
      return t().silent(bot);
    case "late":
      return t().late(bot);
  }
}
