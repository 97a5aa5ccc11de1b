import { useSignal } from "@preact/signals";
import { ask, problemBeside, problemOf, type Refused } from "../../state/ask.ts";
import { channels, people } from "../../state/people.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { FormField, TextField } from "../../ui/form-field.tsx";
import { say } from "../../ui/said.tsx";
import { t } from "../texts/texts.ts";
import { type Lists, withRule } from "./channel-actions.ts";

interface NewChannelProps {
  readonly onClose: () => void;
  readonly onMade: (name: string) => void;
}

type ChannelType = "text" | "voice" | "forum" | "separator";

/** What members who may see a new channel may do in it, until the grid says otherwise. */
const usual = ["view", "send", "react", "edit_own", "delete_own", "create_thread"];

/** Asks for a channel's type, name and viewers; the rest is edited afterwards. */
export function NewChannel({ onClose, onMade }: NewChannelProps) {
  const type = useSignal<ChannelType>("text");
  const name = useSignal("");
  const viewers = useSignal(people.value?.roles.has("user") ? "user" : "owner");
  const refused = useSignal<Refused | null>(null);

  async function make(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    let permissions: Lists = {};
    for (const action of usual) {
      for (const role of rolesIn(viewers.value)) permissions = withRule(permissions, action, role, "allowed");
    }
    const given = type.value === "separator" ? freeName() : name.value.trim();
    const answer = await ask((client) =>
      client.request("channel_create", { name: given, type: type.value, permissions }),
    );
    refused.value = answer.refused;
    if (!answer.reply) return;
    say(t().channelMade);
    onMade(answer.reply.channel.name);
    onClose();
  }
  return (
    <Dialog title={t().newChannel} onClose={onClose} class="form-dialog">
      <form class="form" noValidate onSubmit={make}>
        <FormField label={t().channelType} problem={problemOf(refused.value, "type")}>
          {(attributes) => (
            <select
              {...attributes}
              value={type.value}
              onChange={({ currentTarget }) => {
                type.value = currentTarget.value as ChannelType;
              }}
            >
              <option value="text">{t().text}</option>
              <option value="voice">{t().voice}</option>
              <option value="forum">{t().forum}</option>
              <option value="separator">{t().separator}</option>
            </select>
          )}
        </FormField>
        {type.value !== "separator" && (
          <TextField
            label={t().channelName}
            hint={t().channelNameHint}
            value={name.value}
            problem={problemOf(refused.value, "name")}
            onInput={(value) => {
              name.value = value;
            }}
          />
        )}
        <FormField label={t().viewers} hint={t().viewersHint}>
          {(attributes) => (
            <select
              {...attributes}
              value={viewers.value}
              onChange={({ currentTarget }) => {
                viewers.value = currentTarget.value;
              }}
            >
              {[...(people.value?.roles.keys() ?? [])].map((role) => (
                <option key={role} value={role}>
                  {role === "user" ? t().everybody : role}
                </option>
              ))}
            </select>
          )}
        </FormField>
        <p class="problem" role="alert">
          {problemBeside(refused.value, ["name", "type"])}
        </p>
        <DialogButtons onClose={onClose}>
          <button type="submit" class="primary">
            {t().make}
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

/** The chosen role, and one of the person's own if they would not see otherwise what they made. */
function rolesIn(viewers: string): string[] {
  const own = people.value?.own?.roles ?? [];
  const first = own[0];
  return first === undefined || own.includes("owner") || own.includes(viewers) ? [viewers] : [viewers, first];
}

/** Separators have names too, which nobody sees. */
function freeName(): string {
  const names = new Set(channels.value.map(({ name }) => name));
  for (let number = 1; ; number++) if (!names.has(`separator-${number}`)) return `separator-${number}`;
}
