import { useSignal } from "@preact/signals";
import { t as common } from "../../texts/texts.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { copyText } from "../copy-button.tsx";
import { t } from "../texts/texts.ts";

interface TokenDialogProps {
  readonly name: string;
  readonly token: string;
  readonly onClose: () => void;
}

/** The token of a bot, once: anybody who has it can log in. */
export function TokenDialog({ name, token, onClose }: TokenDialogProps) {
  const isRefused = useSignal(false);
  const copy = async () => {
    isRefused.value = !(await copyText(token, t().tokenCopied));
    if (!isRefused.value) onClose();
  };
  return (
    <Dialog title={t().tokenOf(name)} onClose={onClose} class="form-dialog">
      <p>{t().tokenOnce}</p>
      <p class="dialog-quote code">{token}</p>
      <p class="problem" role="alert">
        {isRefused.value ? t().notCopied : null}
      </p>
      <DialogButtons onClose={onClose} leave={common().close}>
        <button type="button" class="primary" onClick={() => void copy()}>
          {t().copyToken}
        </button>
      </DialogButtons>
    </Dialog>
  );
}
