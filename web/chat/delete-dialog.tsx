import { deleteMessage } from "../state/actions.ts";
import { deleting } from "../state/composing.ts";
import { place } from "../state/places.ts";
import { t } from "../texts/texts.ts";
import { Dialog } from "../ui/dialog.tsx";

/** Asks once, because a deleted message can't come back. */
export function DeleteDialog() {
  const message = deleting.value;
  if (!message) return null;
  const close = () => {
    deleting.value = null;
  };
  const remove = () => {
    close();
    if (place.value) void deleteMessage(place.value.key, message.id);
  };
  return (
    <Dialog title={t().deleteQuestion} onClose={close}>
      {message.content !== "" && <p class="dialog-quote">{message.content.slice(0, 200)}</p>}
      <div class="dialog-buttons">
        <button type="button" class="plain" onClick={close}>
          {t().cancel}
        </button>
        <button type="button" class="danger" onClick={remove}>
          {t().remove}
        </button>
      </div>
    </Dialog>
  );
}
