/**
 * From what the server knows to what the wire carries: names for ids, seconds for microseconds, and each
 * viewer's own sight of hidden things.
 */
import type { WireChannel, WireEmbed, WireMessage, WireRole, WireUser } from "../protocol/objects.ts";
import { type Attachment, wireAttachment } from "./attachments.ts";
import { isBot, isLocal } from "./local-accounts.ts";
import type { Channel, Role, Status, User } from "./model.ts";
import { BANNED, wireChannelPermissions } from "./permissions.ts";
import { pollOf, wirePollEmbed } from "./polls.ts";
import { visibleStatus } from "./presence.ts";
import type { Upcoming } from "./preview.ts";
import { listedThreads } from "./thread-lists.ts";
import { toSeconds, wireTail, wireThreadIn } from "./wire-thread.ts";

/** Role names in the user's order; a ban shows in first place. */
export function roleNames(user: User, state: Upcoming): string[] {
  const names = user.roles.flatMap((id) => state.roles.byId.get(id)?.name ?? []);
  return user.bannedAt === null ? names : [BANNED, ...names];
}

/** The colour of the first role, even if that has none. */
export function colorOf(user: User, state: Upcoming): string | null {
  if (user.bannedAt !== null) return null;
  return state.roles.byId.get(user.roles[0] ?? "")?.color ?? null;
}

/** The gradient of the role that gives the colour. */
function gradientOf(user: User, state: Upcoming): string[] | null {
  const gradient = state.roles.byId.get(user.roles[0] ?? "")?.gradient;
  return gradient ? [...gradient] : null;
}

/** A user object. `own`: for the user's own connections, which see the real status. */
export function wireUser(user: User, state: Upcoming, sight: "own" | "others" = "others"): WireUser {
  const connected = state.connections(user.id) > 0;
  const status: Status = sight === "own" ? user.status : visibleStatus(state.shownStatus(user), connected);
  return {
    id: user.id,
    username: user.username,
    nickname: user.nickname,
    roles: roleNames(user, state),
    color: colorOf(user, state),
    gradient: gradientOf(user, state),
    status,
    cracked: isLocal(user),
    ...(isBot(user) && { bot: true as const }),
    pfp: user.pfp,
  };
}

/** The map of `roles_list`, highest role first. Without a prototype: names come from people. */
export function wireRoles(state: Upcoming): Record<string, WireRole> {
  const map: Record<string, WireRole> = Object.create(null);
  for (const role of state.roles.byId.values()) map[role.name] = wireRole(role);
  return map;
}

export function wireRole(role: Role): WireRole {
  return {
    id: role.id,
    name: role.name,
    description: role.description,
    color: role.color,
    gradient: role.gradient && [...role.gradient],
    hoisted: role.hoisted,
    permissions: [...role.permissions],
    self_assignable: role.selfAssignable,
    category: role.category,
    position: role.position,
  };
}

/** A channel object; its further fields depend on the type. */
export function wireChannel(channel: Channel, state: Upcoming): WireChannel {
  return {
    name: channel.name,
    type: channel.type,
    permissions: wireChannelPermissions(channel.permissions, state.roles.byId),
    ...(channel.description !== null && { description: channel.description }),
    ...(channel.displayName !== null && { display_name: channel.displayName }),
    ...(channel.icon !== null && { icon: channel.icon }),
    ...(channel.size !== null && { size: channel.size }),
    ...(channel.slowMode > 0 && { slow_mode: channel.slowMode }),
    ...(channel.retentionDays !== null && { retention_days: channel.retentionDays }),
    ...(channel.type === "text" && wireTail(state.tail(channel.id))),
    ...(channel.type === "voice" && { voice_state: voiceState(channel, state) }),
    ...(channel.type === "forum" && {
      threads: listedThreads(channel.id, state).map((thread) => wireThreadIn(channel, thread, state)),
    }),
  };
}

function voiceState({ id }: Channel, state: Upcoming) {
  return state.callIn(id).map(({ user, muted }) => ({ username: state.authorName(user), muted }));
}

/** What of a stored message the wire needs. Times in microseconds. */
export interface MessageFacts {
  readonly id: string;
  readonly author: string;
  readonly content: string;
  readonly at: number;
  readonly replyTo: { readonly id: string; readonly author: string } | null;
  readonly ping: boolean | null;
  readonly pings: {
    readonly users: readonly string[];
    readonly roles: readonly string[];
    readonly replies: readonly string[];
  } | null;
  readonly embeds: readonly unknown[] | null;
  readonly webhook: { readonly id: string; readonly name: string; readonly avatar: string | null } | null;
  readonly interaction: { readonly command: string; readonly username: string } | null;
  readonly editedAt: number | null;
  readonly pinned: boolean;
  readonly reactions: readonly { readonly emoji: string; readonly users: readonly string[] }[] | null;
  readonly attachments: readonly Attachment[] | null;
}

/** By poll id the options that the reader chose; polls without a vote of theirs are absent. */
export type OwnVotes = Readonly<Record<string, readonly string[]>>;

/**
 * A message object, with the names that members and roles have now.
 *
 * @param own the reader's votes, in a direct reply: nobody else gets them
 */
export function wireMessage(
  message: MessageFacts,
  state: Upcoming,
  own: OwnVotes | null = null,
): WireMessage {
  // Fields are added one by one, since a spread for each that may be missing took as long as all the rest.
  const wire: Writable<WireMessage> = {
    id: message.id,
    user: state.authorName(message.author),
    content: message.content,
    timestamp: toSeconds(message.at),
    type: "message",
    pinned: message.pinned,
    interaction: message.interaction,
    pings: wirePings(message.pings, state),
  };
  if (message.editedAt !== null) {
    wire.edited = true;
    wire.edited_at = toSeconds(message.editedAt);
  }
  if (message.replyTo) {
    wire.reply_to = { id: message.replyTo.id, user: state.authorName(message.replyTo.author) };
  }
  if (message.ping !== null) wire.ping = message.ping;
  if (message.webhook) {
    // Some clients read `webhook`, others `avatar` (compatibility.md#webhook-author).
    wire.webhook = message.webhook;
    if (message.webhook.avatar !== null) wire.avatar = message.webhook.avatar;
  }
  if (message.embeds) wire.embeds = message.embeds.map((embed) => wireEmbed(embed, state, own));
  if (message.attachments) {
    wire.attachments = message.attachments.map((one) => wireAttachment(one, state.attachmentUrl(one.id)));
  }
  if (message.reactions) wire.reactions = wireReactions(message.reactions, state);
  return wire;
}

type Writable<Fields> = { -readonly [Name in keyof Fields]: Fields[Name] };

/** Without a prototype: emojis come from people. */
function wireReactions(reactions: NonNullable<MessageFacts["reactions"]>, state: Upcoming) {
  const map: Record<string, string[]> = Object.create(null);
  for (const { emoji, users } of reactions) map[emoji] = users.map(state.authorName);
  return map;
}

/** An embed as it is stored, which is as `checkEmbeds` let it pass; a poll as it stands. @param own as above */
export function wireEmbed(embed: unknown, state: Upcoming, own: OwnVotes | null): WireEmbed {
  const poll = pollOf(embed);
  return poll ? wirePollEmbed(poll, state.authorName, own && (own[poll.id] ?? [])) : (embed as WireEmbed);
}

/** `roles` carries each role's name and its id (compatibility.md#role-pings). */
function wirePings(pings: MessageFacts["pings"], state: Upcoming): WireMessage["pings"] {
  if (!pings) return { users: [], roles: [], replies: [] };
  return {
    users: pings.users.map(state.authorName),
    roles: pings.roles.flatMap((id) => {
      const role = state.roles.byId.get(id);
      return role ? [role.name, role.id] : [];
    }),
    replies: pings.replies.map(state.authorName),
  };
}
