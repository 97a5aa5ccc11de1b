import type { WireUser } from "../../client/index.ts";
import { durationText } from "../texts/durations.ts";
import { isTimedOut, timeOut } from "./moderation.ts";
import { t } from "./texts/texts.ts";

/** Seconds. The longest is what the server takes. */
const timeouts = [60, 300, 600, 3600, 86_400, 604_800, 2_419_200];

interface TimeoutChoicesProps {
  readonly member: WireUser;
  readonly onDone?: () => void;
}

/** Times out a member for the chosen duration. Nothing is asked first, since a timeout can be lifted. */
export function TimeoutChoices({ member, onDone }: TimeoutChoicesProps) {
  const choose = async (seconds: number) => {
    if (await timeOut(member, seconds)) onDone?.();
  };
  return (
    <fieldset class="timeouts">
      <legend>{t().timeout}</legend>
      <p class="quiet">{t().timeoutHint}</p>
      <div class="form-buttons">
        {timeouts.map((seconds) => (
          <button key={seconds} type="button" class="plain" onClick={() => void choose(seconds)}>
            {durationText(seconds)}
          </button>
        ))}
        <button type="button" class="plain" onClick={() => void choose(0)}>
          {isTimedOut(member) ? t().liftTimeout : t().liftAnyTimeout}
        </button>
      </div>
    </fieldset>
  );
}
