import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { WireThread } from "../../client/index.ts";
import { changeThread } from "../state/threads.ts";
import { t as common } from "../texts/texts.ts";
import { Dialog } from "../ui/dialog.tsx";
import { t } from "./texts/texts.ts";

interface ThreadDialogProps {
  readonly thread: WireThread;
  readonly onClose: () => void;
}

export function RenameThread({ thread, onClose }: ThreadDialogProps) {
  const field = useRef<HTMLInputElement>(null);
  const problem = useSignal<string | null>(null);
  async function save(): Promise<void> {
    problem.value = await changeThread(thread, { name: field.current?.value.trim() ?? "" });
    if (problem.value === null) onClose();
  }
  return (
    <Dialog title={t().rename} onClose={onClose}>
      <form
        class="form-fields"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label class="form-field">
          <span>{t().newName}</span>
          <input ref={field} maxLength={100} required defaultValue={thread.name} autocomplete="off" />
        </label>
        <p class="problem" role="alert">
          {problem.value}
        </p>
        <div class="dialog-buttons">
          <button type="button" class="plain" onClick={onClose}>
            {common().cancel}
          </button>
          <button type="submit" class="primary">
            {t().save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
