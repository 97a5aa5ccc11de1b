/** Messages that people may read without a login, where the configuration allows it: previews of shared links. */
import type { Channel } from "../../chat/model.ts";
import { newcomerRoles } from "../../chat/new-member.ts";
import { hasPermission, mayView } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { wireMessage } from "../../chat/wire.ts";
import type { Config } from "../../config/schema.ts";
import { messageById } from "../../db/messages.ts";
import type { Reading } from "../world.ts";

/** The configuration is asked twice: it may change during the read, as the channel may. */
interface Public extends Reading {
  readonly state: State;
  config(): Config;
}

/** The message with this id, or null if newcomers could not read it there. */
export async function publicMessage({ state, config, read }: Public, channelName: string, id: string) {
  const channel = publicChannel(state.channelByName(channelName), state, config());
  const found = channel && (await read(messageById({ room: channel.id, id })));
  const now = found && publicChannel(state.channelById(channel.id), state, config());
  if (!found || !now) return null;
  const { user, content, timestamp } = wireMessage(found, state);
  return { id: found.id, user, content, timestamp, channel: now.name };
}

/** The channel, if it is one of text that new members may view and read. */
function publicChannel(channel: Channel | undefined, state: State, { privacy, permissions, DB }: Config) {
  if (privacy.public_messages === "off" || channel?.type !== "text") return null;
  const newcomer = { roles: newcomerRoles(DB.users.default.roles, state.roles).map((role) => role.id) };
  const mayRead =
    !permissions.enforce_member_permissions ||
    hasPermission(newcomer, state.roles.byId, "read_message_history", channel);
  return mayRead && mayView(newcomer, channel, state) ? channel : null;
}
