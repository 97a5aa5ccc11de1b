import { useSignal } from "@preact/signals";
import type { WireWebhook } from "../../../client/index.ts";
import { base } from "../../state/base.ts";
import { t as common } from "../../texts/texts.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { copyText } from "../copy-button.tsx";
import { t } from "../texts/texts.ts";

interface AddressDialogProps {
  readonly webhook: WireWebhook;
  readonly onClose: () => void;
}

/** The address with its token, once: anybody who has it can post. */
export function AddressDialog({ webhook, onClose }: AddressDialogProps) {
  const path = `webhooks/${encodeURIComponent(webhook.id)}/${webhook.token ?? ""}`;
  const address = new URL(path, base).href;
  const isRefused = useSignal(false);
  const copy = async () => {
    isRefused.value = !(await copyText(address, t().addressCopied));
    if (!isRefused.value) onClose();
  };
  return (
    <Dialog title={t().addressOf(webhook.name)} onClose={onClose} class="form-dialog">
      <p>{t().addressOnce}</p>
      <p class="dialog-quote code">{address}</p>
      <p class="quiet">{t().addressForms}</p>
      <p class="problem" role="alert">
        {isRefused.value ? t().notCopied : null}
      </p>
      <DialogButtons onClose={onClose} leave={common().close}>
        <button type="button" class="primary" onClick={() => void copy()}>
          {t().copyAddress}
        </button>
      </DialogButtons>
    </Dialog>
  );
}
