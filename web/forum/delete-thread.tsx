import type { WireThread } from "../../client/index.ts";
import { deleteThread } from "../state/threads.ts";
import { t as common } from "../texts/texts.ts";
import { Dialog } from "../ui/dialog.tsx";
import { t } from "./texts/texts.ts";

interface DeleteThreadProps {
  readonly thread: WireThread;
  readonly onClose: () => void;
}

/** Asks once, because its messages can't come back. */
export function DeleteThread({ thread, onClose }: DeleteThreadProps) {
  const remove = () => {
    onClose();
    void deleteThread(thread);
  };
  return (
    <Dialog title={t().deleteQuestion(thread.name)} onClose={onClose}>
      <div class="dialog-buttons">
        <button type="button" class="plain" onClick={onClose}>
          {common().cancel}
        </button>
        <button type="button" class="danger" onClick={remove}>
          {t().remove}
        </button>
      </div>
    </Dialog>
  );
}
