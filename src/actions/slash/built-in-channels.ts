/** The server's slash commands about channels and their messages: /channel, /slowmode, /purge. */
import { wireChannelPermissions } from "../../chat/permissions.ts";
import type { SlashValues } from "../../chat/slash.ts";
import { type ChannelType, channelTypes } from "../../protocol/channel-fields.ts";
import { isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { createChannel } from "../channels/create.ts";
import { channelToDelete, deleteChannel } from "../channels/delete.ts";
import { changeChannel } from "../channels/update.ts";
import { purgeMessages } from "../messages/purge.ts";
import {
  type BuiltInContext,
  builtIn,
  choice,
  memberIn,
  option,
  privateBuiltIn,
  text,
  unfit,
} from "./built-in.ts";

const mayChange = { permissions: ["manage_channels"] } as const;

const channel = builtIn({
  name: "channel",
  description: "Makes, deletes, renames or describes a channel",
  options: [
    choice("action", "What to do", ["create", "delete", "rename", "describe"]),
    option("name", "Name of the channel"),
    option("value", "The type of a new channel, the new name, or the description", "str", false),
  ],
  needs: mayChange,
  run(context, values) {
    switch (values["action"]) {
      case "create":
        return create(context, values);
      case "delete":
        return remove(context, values);
      default:
        return change(context, values);
    }
  },
});

/** The members who see a new channel are those who see this one. */
function create(context: BuiltInContext, values: SlashValues) {
  const name = nameIn(values);
  const type = text(values["value"]) || "text";
  if (!isChannelType(type)) return unfit("value", `the type must be one of ${channelTypes.join(", ")}`);
  const permissions = wireChannelPermissions(context.channel.permissions, context.state.roles.byId);
  const step = createChannel(context, { name, type, permissions });
  return isFailure(step) ? step : { step, says: `✅ The channel **${name}** was made.` };
}

function remove(context: BuiltInContext, values: SlashValues) {
  const doomed = channelToDelete(context, nameIn(values));
  if (isFailure(doomed)) return doomed;
  // The answer is a message in it.
  if (doomed.id === context.channel.id) return unfit("name", "delete this one from another channel");
  const step = deleteChannel(context, doomed.name);
  return isFailure(step) ? step : { step, says: `🗑️ The channel **${doomed.name}** was deleted.` };
}

function change(context: BuiltInContext, values: SlashValues) {
  const name = nameIn(values);
  const value = text(values["value"]);
  if (values["action"] === "describe") {
    const step = changeChannel(context, name, { description: value || null });
    return isFailure(step) ? step : { step, says: `✏️ The channel **${name}** has another description.` };
  }
  const step = changeChannel(context, name, { name: value });
  return isFailure(step) ? step : { step, says: `✏️ The channel **${name}** is called **${value}** now.` };
}

/** People type the `#` before a name. */
function nameIn(values: SlashValues): string {
  return text(values["name"]).replace(/^#/, "");
}

function isChannelType(type: string): type is ChannelType {
  return channelTypes.some((known) => known === type);
}

const slowmode = builtIn({
  name: "slowmode",
  description: "Sets how long members wait between their messages here",
  options: [option("seconds", "Seconds; 0 ends it", "int")],
  needs: mayChange,
  run(context, values) {
    const seconds = Number(values["seconds"]);
    if (seconds < 0 || seconds > limits.slowMode) return unfit("seconds", `0 to ${limits.slowMode} seconds`);
    const step = changeChannel(context, context.channel.name, { slow_mode: seconds });
    const says =
      seconds === 0 ? "🐇 Slow mode is off." : `🐢 Slow mode: ${seconds} seconds between messages.`;
    return isFailure(step) ? step : { step, says };
  },
});

const purge = privateBuiltIn({
  name: "purge",
  description: "Deletes the newest messages here",
  options: [
    option("count", `How many: 1 to ${limits.purge}`, "int"),
    option("username", "Only messages of this member", "str", false),
  ],
  needs: { permissions: ["manage_messages"], inChannel: true },
  run(context, values) {
    const count = Number(values["count"]);
    if (count < 1 || count > limits.purge) return unfit("count", `1 to ${limits.purge} messages`);
    const author = text(values["username"]) ? memberIn(values, context) : null;
    if (author && isFailure(author)) return author;
    const step = purgeMessages(context, count, author);
    return { step, says: ({ result }) => `🧹 Messages deleted: ${result}` };
  },
});

export const channelBuiltIns = [channel, slowmode, purge];
