/** A member calls a slash command. The connection that registered it is told, and answers with `slash_response`. */
import { emit, onlyConnection } from "../../chat/emission.ts";
import type { User } from "../../chat/model.ts";
import { mayView } from "../../chat/permissions.ts";
import { packetPlace } from "../../chat/place.ts";
import { type ProvidedSlash, slashArguments } from "../../chat/slash.ts";
import type { State } from "../../chat/state.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { slashCall } from "../../protocol/events.ts";
import { mayAsMember } from "../messages/content.ts";
import { announced } from "../outcome.ts";
import type { InPlace } from "../world.ts";

export interface ToCall {
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The command of a bot that the member may call here, and the bot. */
export function callable(context: InPlace, name: string) {
  const { user, state, channel } = context;
  const refused = mayNotCall(context, name);
  if (refused) return refused;
  const command = state.slashes.get(name);
  const bot = command && state.users.get(command.user);
  // The name of a channel that the bot may not view would reach it with the call.
  if (!command || !bot || !mayView(bot, channel, state)) return fail("slash_not_found", { command: name });
  return deniedByRoles(command, user, state) ?? { command, bot };
}

/** Calls a bot's command. The reply is the packet that the bot gets. */
export function callSlash(context: InPlace, { command: name, args }: ToCall) {
  const { user, room, newId } = context;
  const found = callable(context, name);
  if (isFailure(found)) return found;
  const { command, bot } = found;
  const checked = slashArguments(args, command.wire.options);
  if (isFailure(checked)) return checked;
  const id = newId();
  const fields = {
    val: { command: name, args: checked.values, commander: bot.username },
    call: id,
    invoker: user.id,
    invokerUsername: user.username,
    ...packetPlace(context),
  };
  const call = {
    id,
    provider: bot.id,
    command: name,
    invoker: user.id,
    username: user.username,
    room,
    ephemeral: command.wire.ephemeral,
  };
  return {
    reply: announced(emit(slashCall, fields, onlyConnection(bot.id, command.connection))),
    effects: [{ kind: "slash_called", call }] as const,
  };
}

/** Why the member may call no slash command here, or null. */
export function mayNotCall(context: InPlace, command: string) {
  const { channel, thread } = context;
  if (!thread && channel.type !== "text") return fail("channel_wrong_type", { type: channel.type });
  if (!mayAsMember(context, "send_messages")) return fail("send_denied");
  return mayAsMember(context, "use_slash_commands") ? null : fail("slash_denied", { command });
}

/** A blocked role outweighs an allowed one. */
function deniedByRoles({ wire, allowed, blocked }: ProvidedSlash, user: User, state: State) {
  if (user.roles.some((role) => blocked.includes(role))) return fail("slash_denied", { command: wire.name });
  if (allowed === null || user.roles.some((role) => allowed.includes(role))) return null;
  const names = allowed.flatMap((id) => state.roles.byId.get(id)?.name ?? []);
  return fail("role_required", { role: names.join("' or '") || (wire.whitelistRoles ?? []).join("' or '") });
}
