import { useSignal } from "@preact/signals";
import type { WireWebhook } from "../../../client/index.ts";
import { ask, problemBeside, problemOf, type Refused } from "../../state/ask.ts";
import { channels } from "../../state/people.ts";
import { shownChannelName } from "../../state/places.ts";
import { t as common } from "../../texts/texts.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { FormField, TextField } from "../../ui/form-field.tsx";
import { say } from "../../ui/said.tsx";
import { t } from "../texts/texts.ts";

interface WebhookDialogProps {
  /** Null: a new one. */
  readonly webhook: WireWebhook | null;
  readonly onMade: (webhook: WireWebhook) => void;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

/** Name, picture and secret of a webhook; of a new one also its channel, which stays. */
export function WebhookDialog({ webhook, onMade, onSaved, onClose }: WebhookDialogProps) {
  const texts = channels.value.filter(({ type }) => type === "text");
  const channel = useSignal(texts[0]?.name ?? "");
  const name = useSignal(webhook?.name ?? "");
  const avatar = useSignal(webhook?.avatar ?? "");
  const secret = useSignal("");
  const noSecret = useSignal(false);
  const refused = useSignal<Refused | null>(null);

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    // A secret is never shown, so an empty field leaves it as it is.
    const signature = noSecret.value ? { secret: null } : secret.value === "" ? {} : { secret: secret.value };
    const fields = { name: name.value.trim(), avatar: avatar.value.trim(), ...signature };
    const answer = await ask(async (client) =>
      webhook
        ? client.request("webhook_update", { id: webhook.id, ...fields })
        : client.request("webhook_create", { channel: channel.value, ...fields }),
    );
    refused.value = answer.refused;
    if (!answer.reply) return;
    onSaved();
    if (webhook) say(t().saved);
    else onMade(answer.reply.webhook);
    onClose();
  }
  return (
    <Dialog
      title={webhook ? t().editWebhook(webhook.name) : t().newWebhook}
      onClose={onClose}
      class="form-dialog"
    >
      <form class="form" noValidate onSubmit={save}>
        {!webhook && (
          <FormField label={t().postsIn}>
            {(attributes) => (
              <select
                {...attributes}
                value={channel.value}
                onChange={({ currentTarget }) => {
                  channel.value = currentTarget.value;
                }}
              >
                {texts.map((one) => (
                  <option key={one.name} value={one.name}>
                    {shownChannelName(one)}
                  </option>
                ))}
              </select>
            )}
          </FormField>
        )}
        <TextField
          label={common().userName}
          value={name.value}
          problem={problemOf(refused.value, "name")}
          onInput={(value) => {
            name.value = value;
          }}
        />
        <TextField
          label={t().pictureAddress}
          hint={t().iconAddressHint}
          type="url"
          placeholder="https://"
          value={avatar.value}
          problem={problemOf(refused.value, "avatar")}
          onInput={(value) => {
            avatar.value = value;
          }}
        />
        <TextField
          label={t().secret}
          hint={webhook?.signed ? t().secretHintSet : t().secretHint}
          type="password"
          disabled={noSecret.value}
          value={secret.value}
          problem={problemOf(refused.value, "secret")}
          onInput={(value) => {
            secret.value = value;
          }}
        />
        {webhook?.signed && (
          <div class="checks">
            <label>
              <input
                type="checkbox"
                checked={noSecret.value}
                onChange={({ currentTarget }) => {
                  noSecret.value = currentTarget.checked;
                }}
              />
              {t().removeSecret}
            </label>
          </div>
        )}
        <p class="problem" role="alert">
          {problemBeside(refused.value, ["name", "avatar", "secret"])}
        </p>
        <DialogButtons onClose={onClose}>
          <button type="submit" class="primary">
            {webhook ? common().save : t().make}
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
