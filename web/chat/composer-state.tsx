import { waitSeconds } from "../state/composing.ts";
import { enterKey } from "../state/sending-key.ts";
import { t } from "../texts/texts.ts";

interface ComposerStateProps {
  /** Characters beyond what the server takes. */
  readonly over: number;
  /** Seconds between two messages; 0: none. */
  readonly slowMode: number;
}

/** Why the message can't be sent now, or what is special here. */
export function ComposerState({ over, slowMode }: ComposerStateProps) {
  const text =
    over > 0
      ? t().tooLong(over)
      : waitSeconds.value > 0
        ? t().wait(waitSeconds.value)
        : slowMode > 0
          ? t().slowMode(slowMode)
          : enterKey.value.value === "sends"
            ? ""
            : t().ctrlEnterSends;
  return (
    <p id="composer-state" class="composer-state" role="status">
      {text}
    </p>
  );
}
