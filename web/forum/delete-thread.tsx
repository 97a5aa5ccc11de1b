import type { WireThread } from "../../client/index.ts";
import { deleteThread } from "../state/threads.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { t } from "./texts/texts.ts";

interface DeleteThreadProps {
  readonly thread: WireThread;
  readonly onClose: () => void;
}

/** Asks once, because its messages can't come back. */
export function DeleteThread({ thread, onClose }: DeleteThreadProps) {
  return (
    <ConfirmDialog
      title={t().deleteQuestion(thread.name)}
      action={t().remove}
      onConfirm={() => void deleteThread(thread)}
      onClose={onClose}
    />
  );
}
