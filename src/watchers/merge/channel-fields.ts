/** The keys of an entry of db/channels.json. */

import type { TSchema } from "@sinclair/typebox";
import { type ChannelRequest, withFields } from "../../actions/channels/channel-settings.ts";
import type { Channel } from "../../chat/model.ts";
import { channelName } from "../../chat/names.ts";
import { wireChannelPermissions } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { ChannelTypeName, channelFields } from "../../protocol/channel-fields.ts";
import { isFailure } from "../../protocol/errors.ts";
import type { EntryRules } from "./entry.ts";
import { type Field, field, refused, table } from "./fields.ts";

export interface ChannelContext {
  /** With the roles after the edit, which the lists may name. */
  readonly state: State;
  /** Whether it has neither messages nor threads. */
  isEmpty(channel: Channel): boolean;
}

const key = field<Channel, ChannelContext>();

/** A key with the same rules as in commands. A key that is removed from the file is cleared. */
function asInCommands<Name extends keyof ChannelRequest & keyof typeof channelFields>(
  name: Name,
  show: (channel: Channel, state: State) => unknown,
): Omit<Field<Channel, ChannelContext, TSchema>, "isAlways"> {
  return {
    schema: channelFields[name],
    show,
    set(channel, value, { state }) {
      const result = withFields(channel, { [name]: value ?? null } as ChannelRequest, state);
      return isFailure(result) ? refused(result.val) : result;
    },
  };
}

const keys = table<Channel, ChannelContext>({
  type: key({
    schema: ChannelTypeName,
    isAlways: true,
    show: ({ type }) => type,
    set(channel, type = channel.type, { isEmpty }) {
      // Only an empty channel can change its type: messages, calls and threads belong to a type.
      if (type !== channel.type && !isEmpty(channel))
        return refused("only an empty channel changes its 'type'");
      return { ...channel, type };
    },
  }),
  name: { fixed: "identity", show: ({ name }) => name },
  display_name: asInCommands("display_name", ({ displayName }) => displayName ?? undefined),
  description: asInCommands("description", ({ description }) => description ?? undefined),
  icon: asInCommands("icon", ({ icon }) => icon ?? undefined),
  size: asInCommands("size", ({ size }) => size ?? undefined),
  slow_mode: asInCommands("slow_mode", ({ slowMode }) => (slowMode > 0 ? slowMode : undefined)),
  retention_days: asInCommands("retention_days", ({ retentionDays }) => retentionDays ?? undefined),
  permissions: {
    ...asInCommands("permissions", ({ permissions }, state) =>
      wireChannelPermissions(permissions, state.roles.byId),
    ),
    isAlways: true,
  },
});

export const channelRules: EntryRules<Channel, ChannelContext> = {
  ...keys,
  noun: "Channel",
  gone: "was deleted meanwhile; its edit is lost",
  extra: { of: ({ extra }) => extra, with: (channel, extra) => ({ ...channel, extra }) },
  rename(channel, wanted) {
    const checked = channelName(wanted);
    if (isFailure(checked)) return refused(checked.val, "name");
    return { ...channel, name: checked.name };
  },
  secretReason: (secret) =>
    `'${secret}' would stand here for all to read, and protects nothing: 'permissions' say which roles may 'view'`,
};
