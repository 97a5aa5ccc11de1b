import { jumpToMessage } from "../state/jump.ts";
import { showsReminders } from "../state/overlays.ts";
import { deleteReminder, isDue, placeOfReminder, reminders } from "../state/reminders.ts";
import { t as common } from "../texts/texts.ts";
import { dateAndTime } from "../texts/times.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogButtons } from "../ui/dialog-buttons.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { t } from "./texts/texts.ts";

/** The reminders of the person, the next one first. */
export function RemindersDialog() {
  if (!showsReminders.value) return null;
  const close = () => {
    showsReminders.value = false;
  };
  return (
    <Dialog title={t().reminders} onClose={close} class="wide">
      {reminders.value.length === 0 && <p class="quiet">{t().noReminders}</p>}
      <ul class="reminders">
        {reminders.value.map((reminder) => {
          const key = placeOfReminder(reminder);
          return (
            <li key={reminder.id} class="reminder">
              <div class="reminder-texts">
                <p class="cut">{reminder.text || t().aMessage}</p>
                <p class="quiet">
                  {isDue(reminder) && <span class="tag">{t().due}</span>} {dateAndTime(reminder.remind_at)}
                </p>
              </div>
              {key !== null && (
                <IconButton
                  icon="arrow-right"
                  label={t().goTo}
                  onClick={() => {
                    close();
                    jumpToMessage(reminder.message_id ?? "", key);
                  }}
                />
              )}
              <IconButton
                icon="trash-2"
                label={t().deleteReminder}
                onClick={() => void deleteReminder(reminder.id)}
              />
            </li>
          );
        })}
      </ul>
      <DialogButtons onClose={close} leave={common().close} />
    </Dialog>
  );
}
