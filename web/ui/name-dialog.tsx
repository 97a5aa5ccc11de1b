import { useSignal } from "@preact/signals";
import type { Answer, Refused } from "../state/ask.ts";
import { Dialog } from "./dialog.tsx";
import { DialogButtons } from "./dialog-buttons.tsx";
import { TextField } from "./form-field.tsx";

interface NameDialogProps<Reply> {
  readonly title: string;
  readonly label: string;
  readonly hint?: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly action: string;
  readonly send: (name: string) => Promise<Answer<Reply>>;
  readonly onDone?: (reply: Reply) => void;
  readonly onClose: () => void;
}

/** Asks for a name, and stays open while it is refused. */
export function NameDialog<Reply>(props: NameDialogProps<Reply>) {
  const { title, label, hint, placeholder, action, send, onDone, onClose } = props;
  const name = useSignal(props.value ?? "");
  const refused = useSignal<Refused | null>(null);
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const answer = await send(name.value.trim());
    refused.value = answer.refused;
    if (answer.refused) return;
    onDone?.(answer.reply);
    onClose();
  }
  return (
    <Dialog title={title} onClose={onClose} class="form-dialog">
      <form class="form" noValidate onSubmit={submit}>
        <TextField
          label={label}
          hint={hint}
          placeholder={placeholder}
          value={name.value}
          problem={refused.value?.text ?? null}
          onInput={(value) => {
            name.value = value;
          }}
        />
        <DialogButtons onClose={onClose}>
          <button type="submit" class="primary">
            {action}
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
