import { useSignal } from "@preact/signals";
import { mayIn, type WireChannel } from "../../../client/index.ts";
import { can } from "../../state/administration.ts";
import { ask, problemBeside, problemOf, type Refused } from "../../state/ask.ts";
import { people } from "../../state/people.ts";
import { t as common } from "../../texts/texts.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { say, sayProblem } from "../../ui/said.tsx";
import { SaveBar } from "../../ui/save-bar.tsx";
import { useChanges } from "../../ui/use-changes.ts";
import { t } from "../texts/texts.ts";
import { type ChannelFields, ChannelForm, channelFields, updatesOf } from "./channel-form.tsx";
import { PermissionEditor } from "./permission-editor.tsx";

interface ChannelEditorProps {
  readonly channel: WireChannel;
  /** Before the channel is renamed. */
  readonly onRename: (name: string) => void;
  /** With the name that the server gave it. */
  readonly onSaved: (name: string) => void;
}

/** Everything of one channel: its texts, its limits, and what roles may do in it. */
export function ChannelEditor({ channel, onRename, onSaved }: ChannelEditorProps) {
  const changes = useChanges<ChannelFields>(channelFields(channel));
  const refused = useSignal<Refused | null>(null);
  const isBusy = useSignal(false);
  const isDeleting = useSignal(false);
  const { value, changed, isChanged } = changes;

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value || !isChanged) return;
    isBusy.value = true;
    if (changed.name !== undefined) onRename(changed.name);
    const answer = await ask((client) =>
      client.request("channel_update", { current_name: channel.name, updates: updatesOf(changed) }),
    );
    isBusy.value = false;
    refused.value = answer.refused;
    if (!answer.reply) return;
    changes.reset();
    say(t().saved);
    onSaved(answer.reply.channel.name);
  }
  async function remove(): Promise<void> {
    const { refused: problem } = await ask((client) =>
      client.request("channel_delete", { name: channel.name }),
    );
    if (problem) sayProblem(problem.text);
    else say(t().channelDeleted);
  }
  const own = people.value;
  const losesSight = own && !mayIn(own, { permissions: value.permissions }, "view");
  const days = Number(changed.retention_days ?? 0);
  const known = [
    "name",
    "display_name",
    "description",
    "icon",
    "type",
    "slow_mode",
    "retention_days",
    "size",
  ];
  const problem = problemBeside(refused.value, known);
  return (
    <form class="form" noValidate onSubmit={save}>
      <ChannelForm
        value={value}
        storedType={channel.type}
        set={changes.set}
        problem={(field) => problemOf(refused.value, field)}
      />
      <PermissionEditor
        type={value.type}
        permissions={value.permissions}
        onChange={(permissions) => changes.set({ permissions })}
      />
      <SaveBar
        isChanged={isChanged}
        isBusy={isBusy.value}
        problem={problem}
        warning={losesSight ? t().losesSight : days > 0 ? t().deletesOlder(days) : null}
        onReset={() => {
          refused.value = null;
          changes.reset();
        }}
      />
      {can("channel_delete") && (
        <div class="danger-zone">
          <button
            type="button"
            class="danger-plain"
            onClick={() => {
              isDeleting.value = true;
            }}
          >
            {channel.type === "separator" ? t().deleteSeparator : t().deleteChannel}
          </button>
        </div>
      )}
      {isDeleting.value && (
        <ConfirmDialog
          title={
            channel.type === "separator"
              ? t().deleteSeparatorQuestion
              : t().deleteChannelQuestion(channel.name)
          }
          action={common().remove}
          onConfirm={() => void remove()}
          onClose={() => {
            isDeleting.value = false;
          }}
        >
          {channel.type !== "separator" && <p>{t().deleteChannelNote}</p>}
        </ConfirmDialog>
      )}
    </form>
  );
}
