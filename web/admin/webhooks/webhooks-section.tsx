import { useSignal } from "@preact/signals";
import type { Client, WireWebhook } from "../../../client/index.ts";
import { ask } from "../../state/ask.ts";
import { shownName } from "../../state/names.ts";
import { people } from "../../state/people.ts";
import { t as common } from "../../texts/texts.ts";
import { shortDateAndTime } from "../../texts/times.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Listing } from "../../ui/listing.tsx";
import { say, sayProblem } from "../../ui/said.tsx";
import { useFetched } from "../../ui/use-fetched.ts";
import { t } from "../texts/texts.ts";
import { AddressDialog } from "./address-dialog.tsx";
import { WebhookDialog } from "./webhook-dialog.tsx";

/** Webhooks by channel. An address is shown when it is made, and not again. */
export function WebhooksSection() {
  const editing = useSignal<WireWebhook | "new" | null>(null);
  const fresh = useSignal<WireWebhook | null>(null);
  const asking = useSignal<{
    readonly action: "delete" | "regenerate";
    readonly webhook: WireWebhook;
  } | null>(null);
  const { value, problem, reload } = useFetched(
    async (client) => groups((await client.request("webhook_list", {})).webhooks),
    ["webhook_create", "webhook_update", "webhook_delete", "channels_get", "channel_update"],
  );
  const close = () => {
    editing.value = null;
  };
  const confirm = async () => {
    if (!asking.value) return;
    const { action, webhook } = asking.value;
    const answer = await ask((client) => confirmed(client, action, webhook.id));
    if (answer.refused) sayProblem(answer.refused.text);
    else if (answer.reply) fresh.value = answer.reply;
    else say(t().webhookDeleted);
    reload();
  };
  return (
    <>
      <div class="list-head">
        <button
          type="button"
          class="primary"
          onClick={() => {
            editing.value = "new";
          }}
        >
          {t().newWebhook}
        </button>
        <p class="quiet">{t().webhooksHint}</p>
      </div>
      <Listing label={t().webhooks} items={value} problem={problem} empty={t().noWebhooks} reload={reload}>
        {([channel, webhooks]) => (
          <li key={channel}>
            <h2>#{channel}</h2>
            <ul class="rows" aria-label={`#${channel}`}>
              {webhooks.map((webhook) => (
                <li key={webhook.id} class="row">
                  <Avatar name={webhook.name} picture={webhook.avatar} size={32} />
                  <span class="row-names">
                    <span class="row-name">{webhook.name}</span>
                    <span class="quiet">
                      {t().webhookMade(makerOf(webhook), shortDateAndTime(webhook.created_at))}
                      {webhook.signed && ` · ${t().signed}`}
                    </span>
                  </span>
                  <IconButton
                    icon="pencil"
                    label={t().editWebhook(webhook.name)}
                    onClick={() => {
                      editing.value = webhook;
                    }}
                  />
                  <IconButton
                    icon="rotate-cw"
                    label={t().regenerate(webhook.name)}
                    onClick={() => {
                      asking.value = { action: "regenerate", webhook };
                    }}
                  />
                  <IconButton
                    icon="trash-2"
                    label={t().deleteWebhook(webhook.name)}
                    onClick={() => {
                      asking.value = { action: "delete", webhook };
                    }}
                  />
                </li>
              ))}
            </ul>
          </li>
        )}
      </Listing>
      {editing.value && (
        <WebhookDialog
          webhook={editing.value === "new" ? null : editing.value}
          onMade={(webhook) => {
            fresh.value = webhook;
          }}
          onSaved={reload}
          onClose={close}
        />
      )}
      {asking.value && (
        <ConfirmDialog
          title={
            asking.value.action === "delete"
              ? t().deleteWebhookQuestion(asking.value.webhook.name)
              : t().regenerateQuestion(asking.value.webhook.name)
          }
          action={asking.value.action === "delete" ? common().remove : t().makeNewAddress}
          onConfirm={() => void confirm()}
          onClose={() => {
            asking.value = null;
          }}
        >
          <p>{t().addressEnds}</p>
        </ConfirmDialog>
      )}
      {fresh.value && (
        <AddressDialog
          webhook={fresh.value}
          onClose={() => {
            fresh.value = null;
          }}
        />
      )}
    </>
  );
}

/** @returns the webhook if it has a new address */
async function confirmed(
  client: Client,
  action: "delete" | "regenerate",
  id: string,
): Promise<WireWebhook | null> {
  if (action === "regenerate") return (await client.request("webhook_regenerate", { id })).webhook;
  await client.request("webhook_delete", { id });
  return null;
}

function groups(webhooks: readonly WireWebhook[]): [channel: string, webhooks: WireWebhook[]][] {
  return [...Map.groupBy(webhooks, ({ channel }) => channel)];
}

function makerOf({ created_by }: WireWebhook): string {
  const member = people.value?.members.get(created_by);
  return member ? (member.nickname ?? shownName(member.username)) : t().formerMember;
}
