import { useSignal } from "@preact/signals";
import type { OpenPlace } from "../state/places.ts";
import { schedule } from "../state/planned.ts";
import { t as common } from "../texts/texts.ts";
import { dateAndTime } from "../texts/times.ts";
import { localValue } from "../ui/coming-times.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogButtons } from "../ui/dialog-buttons.tsx";
import { FormField } from "../ui/form-field.tsx";
import { presetsAt } from "./send-later-times.ts";
import { t } from "./texts/texts.ts";

interface SendLaterDialogProps {
  readonly open: OpenPlace;
  readonly content: string;
  readonly replyTo: string | null;
  /** Files can't be sent later. */
  readonly hasFiles: boolean;
  /** The message is scheduled, and no longer to be sent from the field. */
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** When to send the message that is written. */
export function SendLaterDialog(props: SendLaterDialogProps) {
  const { open, content, replyTo, hasFiles, onDone, onClose } = props;
  const problem = useSignal<string | null>(null);
  const isSending = useSignal(false);
  const presets = presetsAt(new Date());
  const chosen = useSignal(localValue(presets.find(({ name }) => name === "tomorrow")?.at ?? new Date()));
  const names = {
    inAnHour: t().inAnHour,
    thisEvening: t().thisEvening,
    tomorrow: t().tomorrow,
    monday: t().monday,
  };

  async function choose(at: Date): Promise<void> {
    if (isSending.value) return;
    if (!(at.getTime() > Date.now())) {
      problem.value = t().timeOver;
      return;
    }
    isSending.value = true;
    problem.value = await schedule(open.key, content, replyTo, at.getTime() / 1000);
    isSending.value = false;
    if (problem.value !== null) return;
    onDone();
    onClose();
  }

  return (
    <Dialog title={t().sendLater} onClose={onClose}>
      {content === "" ? (
        <p class="dialog-text">{t().nothingWritten}</p>
      ) : (
        <>
          <p class="dialog-quote">{content.slice(0, 300)}</p>
          {hasFiles && <p class="dialog-text">{t().withoutFiles}</p>}
          <ul class="presets">
            {presets.map(({ name, at }) => (
              <li key={name}>
                <button type="button" class="preset" onClick={() => void choose(at)}>
                  <span>{names[name]}</span>
                  <span class="quiet">{dateAndTime(at.getTime() / 1000)}</span>
                </button>
              </li>
            ))}
          </ul>
          <form
            class="preset-own"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void choose(new Date(chosen.value));
            }}
          >
            <FormField label={t().ownTime}>
              {(attributes) => (
                <input
                  {...attributes}
                  type="datetime-local"
                  value={chosen.value}
                  min={localValue(new Date())}
                  onInput={({ currentTarget }) => {
                    chosen.value = currentTarget.value;
                  }}
                />
              )}
            </FormField>
            <button type="submit" class="primary" disabled={isSending.value}>
              {t().scheduleIt}
            </button>
          </form>
        </>
      )}
      <p class="problem" role="alert">
        {problem.value}
      </p>
      <DialogButtons onClose={onClose} leave={common().close} />
    </Dialog>
  );
}
