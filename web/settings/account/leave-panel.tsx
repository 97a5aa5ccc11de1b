import { useSignal } from "@preact/signals";
import type { WireUser } from "../../../client/index.ts";
import { ask } from "../../state/ask.ts";
import { shownName } from "../../state/names.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { TextField } from "../../ui/form-field.tsx";
import { t } from "../texts/texts.ts";

/** The end of the own membership. */
export function LeavePanel({ own }: { readonly own: WireUser }) {
  const isAsking = useSignal(false);
  return (
    <div class="panel">
      <h2>{t().leave}</h2>
      <p class="quiet">{own.cracked ? t().leaveNoteLocal : t().leaveNote}</p>
      <button
        type="button"
        class="danger-plain"
        onClick={() => {
          isAsking.value = true;
        }}
      >
        {t().leave}
      </button>
      {isAsking.value && (
        <LeaveDialog
          own={own}
          onClose={() => {
            isAsking.value = false;
          }}
        />
      )}
    </div>
  );
}

interface LeaveDialogProps {
  readonly own: WireUser;
  readonly onClose: () => void;
}

/** Asks for the name, so that nobody leaves by a slip. */
function LeaveDialog({ own, onClose }: LeaveDialogProps) {
  const typed = useSignal("");
  const problem = useSignal<string | null>(null);
  const name = shownName(own.username);
  async function leave(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (typed.value.trim().toLowerCase() !== name.toLowerCase()) {
      problem.value = t().notTheName(name);
      return;
    }
    const { refused } = await ask((client) => client.request("user_leave"));
    problem.value = refused?.text ?? null;
  }
  return (
    <Dialog title={t().leaveQuestion} onClose={onClose} class="form-dialog">
      <form class="form" noValidate onSubmit={leave}>
        <p>{own.cracked ? t().leaveNoteLocal : t().leaveNote}</p>
        <TextField
          label={t().typeName(name)}
          value={typed.value}
          problem={problem.value}
          onInput={(value) => {
            typed.value = value;
          }}
        />
        <DialogButtons onClose={onClose}>
          <button type="submit" class="danger">
            {t().leave}
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
