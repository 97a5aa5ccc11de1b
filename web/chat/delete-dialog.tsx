import { useLayoutEffect, useRef } from "preact/hooks";
import { deleteMessage } from "../state/actions.ts";
import { deleting } from "../state/composing.ts";
import { place } from "../state/places.ts";
import { t } from "../texts/texts.ts";

/** Asks once, because a deleted message can't come back. */
export function DeleteDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const message = deleting.value;
  useLayoutEffect(() => {
    if (message) dialog.current?.showModal();
  }, [message]);
  if (!message) return null;
  const close = () => {
    deleting.value = null;
  };
  const remove = () => {
    close();
    if (place.value) void deleteMessage(place.value.key, message.id);
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="delete-question" onClose={close}>
      <h2 id="delete-question">{t().deleteQuestion}</h2>
      {message.content !== "" && <p class="dialog-quote">{message.content.slice(0, 200)}</p>}
      <div class="dialog-buttons">
        <button type="button" class="plain" onClick={close}>
          {t().cancel}
        </button>
        <button type="button" class="danger" onClick={remove}>
          {t().remove}
        </button>
      </div>
    </dialog>
  );
}
