import type { Request, WireChannel } from "../../../client/index.ts";
import { can } from "../../state/administration.ts";
import { durationText } from "../../texts/durations.ts";
import { FormField, TextField } from "../../ui/form-field.tsx";
import { t } from "../texts/texts.ts";
import type { Lists } from "./channel-actions.ts";

export interface ChannelFields {
  readonly name: string;
  readonly display_name: string;
  readonly description: string;
  readonly icon: string;
  readonly type: string;
  readonly slow_mode: number;
  /** Days; empty: as the server's configuration says. */
  readonly retention_days: string;
  /** As it is written. */
  readonly size: string;
  readonly permissions: Lists;
}

export function channelFields(channel: WireChannel): ChannelFields {
  return {
    name: channel.name,
    display_name: channel.display_name ?? "",
    description: channel.description ?? "",
    icon: channel.icon ?? "",
    type: channel.type,
    slow_mode: channel.slow_mode ?? 0,
    retention_days: String(channel.retention_days ?? ""),
    size: String(channel.size ?? ""),
    permissions: channel.permissions,
  };
}

type Updates = Request<"channel_update">["updates"];

/** Empty texts mean none. */
export function updatesOf({ size, type, retention_days, ...changed }: Partial<ChannelFields>): Updates {
  const updates: Record<string, unknown> = { ...changed };
  for (const name of ["display_name", "description", "icon"]) if (updates[name] === "") updates[name] = null;
  if (size !== undefined) updates["size"] = size === "" ? null : Number(size);
  if (retention_days !== undefined)
    updates["retention_days"] = retention_days === "" ? null : Number(retention_days);
  if (type !== undefined) updates["type"] = type;
  return updates as Updates;
}

interface ChannelFormProps {
  readonly value: ChannelFields;
  readonly storedType: string;
  readonly set: (part: Partial<ChannelFields>) => void;
  readonly problem: (field: string) => string | null;
}

const retentions = [1, 7, 30, 90, 180, 365, 730];
const waits = [0, 5, 10, 30, 60, 300, 900, 3600, 21_600];

export function ChannelForm({ value, storedType, set, problem }: ChannelFormProps) {
  if (storedType === "separator") {
    return (
      <TextField
        label={t().height}
        hint={t().heightHint}
        type="number"
        min={0}
        max={1000}
        value={value.size}
        problem={problem("size")}
        onInput={(size) => set({ size })}
      />
    );
  }
  const hasMessages = storedType === "text" || storedType === "forum";
  return (
    <>
      <div class="form-row">
        <TextField
          label={t().channelName}
          hint={t().channelNameHint}
          value={value.name}
          problem={problem("name")}
          onInput={(name) => set({ name })}
        />
        <TextField
          label={t().displayName}
          hint={t().displayNameHint}
          value={value.display_name}
          problem={problem("display_name")}
          onInput={(display_name) => set({ display_name })}
        />
      </div>
      <TextField
        label={t().description}
        rows={2}
        value={value.description}
        problem={problem("description")}
        onInput={(description) => set({ description })}
      />
      <div class="form-row">
        {hasMessages && (
          <FormField label={t().slowMode} hint={t().slowModeHint} problem={problem("slow_mode")}>
            {(attributes) => (
              <select
                {...attributes}
                value={String(value.slow_mode)}
                onChange={({ currentTarget }) => set({ slow_mode: Number(currentTarget.value) })}
              >
                {[...new Set([...waits, value.slow_mode])]
                  .sort((a, b) => a - b)
                  .map((seconds) => (
                    <option key={seconds} value={String(seconds)}>
                      {seconds === 0 ? t().noWait : durationText(seconds)}
                    </option>
                  ))}
              </select>
            )}
          </FormField>
        )}
        {hasMessages && can("channel_retention") && (
          <FormField
            label={t().deleteMessages}
            hint={t().deleteMessagesHint}
            problem={problem("retention_days")}
          >
            {(attributes) => (
              <select
                {...attributes}
                value={value.retention_days}
                onChange={({ currentTarget }) => set({ retention_days: currentTarget.value })}
              >
                <option value="">{t().asConfigured}</option>
                <option value="0">{t().neverDeleted}</option>
                {[...new Set([...retentions, Number(value.retention_days)])]
                  .filter((days) => days > 0)
                  .sort((a, b) => a - b)
                  .map((days) => (
                    <option key={days} value={String(days)}>
                      {t().afterDays(days)}
                    </option>
                  ))}
              </select>
            )}
          </FormField>
        )}
        {hasMessages && (
          <FormField label={t().channelType} hint={t().channelTypeHint} problem={problem("type")}>
            {(attributes) => (
              <select
                {...attributes}
                value={value.type}
                onChange={({ currentTarget }) => set({ type: currentTarget.value })}
              >
                <option value="text">{t().text}</option>
                <option value="forum">{t().forum}</option>
              </select>
            )}
          </FormField>
        )}
        <TextField
          label={t().iconAddress}
          hint={t().iconAddressHint}
          type="url"
          placeholder="https://"
          value={value.icon}
          problem={problem("icon")}
          onInput={(icon) => set({ icon })}
        />
      </div>
    </>
  );
}
