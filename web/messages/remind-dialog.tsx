import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type MessageOverlay, messageDialog } from "../state/overlays.ts";
import { remind } from "../state/reminders.ts";
import { clockTime } from "../texts/times.ts";
import { atHour, daysToMonday, localValue } from "../ui/coming-times.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogButtons } from "../ui/dialog-buttons.tsx";
import { FormField } from "../ui/form-field.tsx";
import { t } from "./texts/texts.ts";

const morningHour = 9;

/** Asks when the person wants to be reminded of a message. */
export function RemindDialog({ message, place }: MessageOverlay) {
  const note = useRef<HTMLInputElement>(null);
  const time = useRef<HTMLInputElement>(null);
  const problem = useSignal<string | null>(null);
  const close = () => {
    messageDialog.value = null;
  };
  async function choose(at: number): Promise<void> {
    problem.value = await remind(place, message.id, at, note.current?.value.trim() ?? "");
    if (problem.value === null) close();
  }
  const now = new Date();
  const inMinutes = (minutes: number) => now.getTime() / 1000 + minutes * 60;
  const seconds = (time: Date) => time.getTime() / 1000;
  const tomorrow = atHour(now, 1, morningHour);
  const morning = seconds(tomorrow);
  const presets = [
    [t().inMinutes(20), inMinutes(20)],
    [t().inHours(1), inMinutes(60)],
    [t().inHours(3), inMinutes(180)],
    [t().tomorrow(clockTime(morning)), morning],
    [t().nextWeek(clockTime(morning)), seconds(atHour(now, daysToMonday(now), morningHour))],
  ] as const;
  return (
    <Dialog title={t().remindWhen} onClose={close}>
      <FormField label={t().note}>
        {(attributes) => (
          <input {...attributes} ref={note} maxLength={500} placeholder={t().noteHint} autocomplete="off" />
        )}
      </FormField>
      <ul class="reminder-times">
        {presets.map(([text, at]) => (
          <li key={text}>
            <button type="button" class="plain" onClick={() => void choose(at)}>
              {text}
            </button>
          </li>
        ))}
      </ul>
      <form
        class="at-time"
        onSubmit={(event) => {
          event.preventDefault();
          const at = new Date(time.current?.value ?? "").getTime() / 1000;
          if (at > Date.now() / 1000) void choose(at);
          else problem.value = t().inPast;
        }}
      >
        <FormField label={t().atTime}>
          {(attributes) => (
            <input
              {...attributes}
              ref={time}
              type="datetime-local"
              required
              defaultValue={localValue(tomorrow)}
            />
          )}
        </FormField>
        <button type="submit" class="primary">
          {t().setReminder}
        </button>
      </form>
      <p class="problem" role="alert">
        {problem.value}
      </p>
      <DialogButtons onClose={close} />
    </Dialog>
  );
}
