/** The collections of a model, as JSON files hold them. */
import { keeps, type Model, type ModelMessage, modelStart } from "./model.ts";

/** The password of local accounts: `tea for two`. */
export const passwordHash = Bun.password.hashSync("tea for two", { algorithm: "bcrypt", cost: 4 });

/** By id, or by name as until February 2026. */
export function usersOf({ era, users }: Model): Record<string, unknown> {
  return Object.fromEntries(
    users.map(({ id, name, nickname, roles, banned }) => {
      const held = banned ? ["banned", ...roles] : roles;
      if (!keeps.ids(era)) return [name.toLowerCase(), { roles: held }];
      const local = id.startsWith("USR:local_");
      return [
        id,
        {
          username: name,
          ...(nickname !== null && { nickname }),
          ...(era >= "C" && { status: { status: "online", text: "" } }),
          roles: held,
          validator: "a random text",
          ...(local && { password_hash: passwordHash, pfp_url: null }),
        },
      ];
    }),
  );
}

const roleColors = {
  owner: "#9400D3",
  admin: "#FF0000",
  moderator: "#FFFF00",
  user: null,
  artist: "#00AACC",
};

export function rolesOf({ era }: Model): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(roleColors).map(([name, color], position) => [
      name,
      {
        description: `The ${name}`,
        color,
        ...(era === "C" && name === "artist" && { permissions: { mention_roles: ["admin"] } }),
        ...(era === "E" && {
          id: `00000000-0000-4000-8000-00000000000${position}`,
          permissions: name === "owner" ? ["administrator"] : ["send_messages"],
          hoisted: false,
          self_assignable: name === "artist",
          category: null,
          position,
        }),
      },
    ]),
  );
}

export function channelsOf({ channels, era }: Model): Record<string, unknown>[] {
  return channels.map(({ name, type, displayName, description, permissions }) => ({
    // Separators had a misspelt type at first, and never a name.
    type: type === "separator" && era === "A" ? "seperator" : type,
    ...(type !== "separator" && { name }),
    ...(displayName !== null && { display_name: displayName }),
    ...(description !== null && { description }),
    ...(type === "separator" ? { size: 12 } : {}),
    permissions: type === "separator" ? { view: permissions["view"] } : permissions,
  }));
}

export function* allMessages({ channels }: Model): Generator<{ room: string; message: ModelMessage }> {
  for (const { name, messages, threads } of channels) {
    for (const message of messages) yield { room: name, message };
    for (const thread of threads)
      for (const message of thread.messages) yield { room: `thread:${thread.id}`, message };
  }
}

export function webhooksOf({ webhooks }: Model): Record<string, unknown> {
  const of = { created_by: "USR:71fa", created_at: modelStart, avatar: null };
  return Object.fromEntries(webhooks.map((webhook) => [webhook.id, { ...webhook, ...of }]));
}

export function pollsOf(model: Model): Record<string, unknown> {
  return Object.fromEntries(
    [...allMessages(model)].flatMap(({ room, message }) => {
      if (!message.poll) return [];
      const { id, question, options, multiple, endedAt } = message.poll;
      const fields = {
        ...{ id, message_id: message.id, channel: room, thread_id: null, question, options },
        ...{ allow_multiselect: multiple, expires_at: null, created_by: message.author.id },
        ...{ created_at: message.at, ended: endedAt !== null, ended_at: endedAt },
      };
      return [[id, fields]];
    }),
  );
}

export function votesOf(model: Model): Record<string, unknown> {
  return Object.fromEntries(
    [...allMessages(model)].flatMap(({ message: { poll } }) => {
      const list = poll?.votes.map(({ user, option, at }) => ({
        ...{ poll_id: poll.id, option_id: option, user_id: user.id, voted_at: at },
      }));
      return poll ? [[poll.id, list]] : [];
    }),
  );
}
