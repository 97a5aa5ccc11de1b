import { Icon } from "../icons/icon.tsx";
import { jumpToMessage } from "../state/jump.ts";
import { deleteReminder, dueReminders, placeOfReminder } from "../state/reminders.ts";
import { t } from "../texts/texts.ts";

/** The reminder whose time came first, until the person has seen it. */
export function DueReminders() {
  const [first] = dueReminders.value;
  const key = first ? placeOfReminder(first) : null;
  return (
    <div role="status">
      {first && (
        <div class="line reminder-line">
          <Icon name="clock" size={16} />
          <span class="cut">{first.text === "" ? t().reminderDue : t().reminderOf(first.text)}</span>
          {dueReminders.value.length > 1 && <span class="badge">{dueReminders.value.length}</span>}
          {key !== null && (
            <button type="button" class="link" onClick={() => jumpToMessage(first.message_id ?? "", key)}>
              {t().goToMessage}
            </button>
          )}
          <button type="button" class="link" onClick={() => void deleteReminder(first.id)}>
            {t().reminderDone}
          </button>
        </div>
      )}
    </div>
  );
}
