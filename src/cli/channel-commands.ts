/** `channel …`: the channels of the server. */
import type { WireChannel } from "../protocol/objects.ts";
import { askServer } from "./ask-server.ts";
import { columns } from "./columns.ts";
import { CommandError } from "./command-error.ts";
import type { CommandGroup, CommandOption, Given, TableCommand } from "./command-table.ts";
import { confirmed, yesOption } from "./confirmed.ts";
import { plain, say } from "./plain.ts";
import { present } from "./present.ts";

const channel = { name: "CHANNEL", summary: "the name of a channel" };
const settings = {
  type: { type: "text", value: "TYPE", summary: "text, voice, forum or separator" },
  description: { type: "text", summary: "shown above the messages" },
  "slow-mode": { type: "duration", summary: "how long members wait between messages; 0: not at all" },
  view: {
    type: "text",
    value: "ROLE",
    multiple: true,
    summary: "a role that sees the channel, !ROLE for one that doesn't; they replace the earlier ones",
  },
  send: {
    type: "text",
    value: "ROLE",
    multiple: true,
    summary: "a role that writes there, in the same way",
  },
} as const satisfies Readonly<Record<string, CommandOption>>;

interface Channels {
  readonly channels: readonly WireChannel[];
}

const list: TableCommand = {
  verb: "list",
  summary: "Lists the channels in their order, with the roles that see them and write there.",
  args: [],
  options: {},
  async run(_given, data) {
    const answer = await askServer<Channels>(data, { command: "channel_list" });
    const rows = answer.channels.map(({ name = "", type, permissions }) => [
      name,
      type,
      rolesIn(permissions, "view"),
      rolesIn(permissions, "send"),
    ]);
    return { answer, said: columns(["CHANNEL", "TYPE", "VIEW", "SEND"], rows) };
  },
};

const create: TableCommand = {
  verb: "create",
  summary: "Adds a channel at the end of the list. Without --view only owners see it.",
  args: [{ name: "CHANNEL", summary: "its name, 1-64 characters" }],
  options: settings,
  async run(given, data) {
    const request = {
      command: "channel_create",
      channel: given.argument("CHANNEL"),
      ...settingsOf(given),
    };
    const answer = await askServer<WireChannel>(data, request);
    return { answer, said: say`Created the channel ${answer.name ?? ""}` };
  },
};

const update: TableCommand = {
  verb: "update",
  summary: "Changes a channel. Its messages stay.",
  args: [channel],
  options: { name: { type: "text", summary: "the new name" }, ...settings },
  async run(given, data) {
    const name = given.argument("CHANNEL");
    const { fields, ...rest } = settingsOf(given);
    const changed = { ...fields, ...present({ name: given.text("name") }) };
    if (Object.keys({ ...changed, ...rest }).length === 0) {
      throw new CommandError("Name what to change; see channel update --help", "usage");
    }
    const request = { command: "channel_update", channel: name, fields: changed, ...rest };
    const answer = await askServer<WireChannel>(data, request);
    return { answer, said: say`Changed the channel ${answer.name ?? ""}` };
  },
};

const remove: TableCommand = {
  verb: "delete",
  summary: "Deletes a channel with its messages and threads.",
  args: [channel],
  options: { yes: yesOption },
  async run(given, data) {
    const name = given.argument("CHANNEL");
    await confirmed(given, `Delete the channel ${plain(name)} with all its messages?`, "delete the channel");
    const answer = await askServer<{ name: string }>(data, { command: "channel_delete", channel: name });
    return { answer, said: say`Deleted the channel ${answer.name}` };
  },
};

const move: TableCommand = {
  verb: "move",
  summary: "Moves a channel within the list.",
  args: [channel, { name: "POSITION", summary: "0 is the first place" }],
  options: {},
  async run(given, data) {
    const text = given.argument("POSITION");
    if (!/^\d{1,6}$/.test(text)) throw new CommandError("POSITION must be a whole number", "usage");
    const request = { command: "channel_move", channel: given.argument("CHANNEL"), position: Number(text) };
    const answer = await askServer<{ name: string; position: number }>(data, request);
    return { answer, said: say`Moved the channel ${answer.name}` };
  },
};

export const channelGroup: CommandGroup = {
  name: "channel",
  summary: "Looks after channels.",
  commands: [list, create, update, remove, move],
};

function settingsOf(given: Given) {
  const lists = Object.fromEntries(
    (["view", "send"] as const).flatMap((action) => {
      const roles = given.texts(action);
      return roles.length === 0 ? [] : [[action, roles]];
    }),
  );
  const permissions = Object.keys(lists).length === 0 ? undefined : lists;
  const fields = present({
    description: given.text("description"),
    slow_mode: given.number("slow-mode"),
    permissions,
  });
  return { ...present({ type: given.text("type") }), fields };
}

function rolesIn(permissions: object, action: string): string {
  const roles = (permissions as Readonly<Record<string, unknown>>)[action];
  return Array.isArray(roles) ? roles.join(", ") || "-" : "-";
}
