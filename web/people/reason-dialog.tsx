import { useSignal } from "@preact/signals";
import type { Answer } from "../state/ask.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogButtons } from "../ui/dialog-buttons.tsx";
import { TextField } from "../ui/form-field.tsx";
import { t } from "./texts/texts.ts";

interface ReasonDialogProps {
  readonly title: string;
  /** What happens. */
  readonly note: string;
  readonly action: string;
  readonly send: (reason: string | null) => Promise<Answer<unknown>>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Asks once, with a reason that goes into the audit log. It stays open while it is refused. */
export function ReasonDialog({ title, note, action, send, onDone, onClose }: ReasonDialogProps) {
  const reason = useSignal("");
  const problem = useSignal<string | null>(null);
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = reason.value.trim();
    const { refused } = await send(given === "" ? null : given);
    problem.value = refused?.text ?? null;
    if (refused) return;
    onDone();
    onClose();
  }
  return (
    <Dialog title={title} onClose={onClose} class="form-dialog">
      <form class="form" noValidate onSubmit={submit}>
        <p>{note}</p>
        <TextField
          label={t().reason}
          hint={t().reasonHint}
          value={reason.value}
          problem={problem.value}
          onInput={(value) => {
            reason.value = value;
          }}
        />
        <DialogButtons onClose={onClose}>
          <button type="submit" class="danger">
            {action}
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
