import { deleteMessage } from "../state/actions.ts";
import { deleting } from "../state/composing.ts";
import { place } from "../state/places.ts";
import { t } from "../texts/texts.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";

/** Asks once, because a deleted message can't come back. */
export function DeleteDialog() {
  const message = deleting.value;
  if (!message) return null;
  const close = () => {
    deleting.value = null;
  };
  const remove = () => {
    if (place.value) void deleteMessage(place.value.key, message.id);
  };
  return (
    <ConfirmDialog title={t().deleteQuestion} action={t().remove} onConfirm={remove} onClose={close}>
      {message.content !== "" && <p class="dialog-quote">{message.content.slice(0, 200)}</p>}
    </ConfirmDialog>
  );
}
