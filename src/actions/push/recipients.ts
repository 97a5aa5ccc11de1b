/** Members who are told of a message by web push, and what they are told. */
import { codePoints } from "../../chat/names.ts";
import { type Place, placeOfRoom, placeSeenBy } from "../../chat/place.ts";
import { isQuiet } from "../../chat/quiet-hours.ts";
import type { State } from "../../chat/state.ts";
import type { StoredMessage } from "../../db/messages.ts";
import type { PushJob, PushReason } from "../../db/push-queue.ts";
import { withoutPrefix } from "../../protocol/local-names.ts";

export interface Called {
  readonly reason: PushReason;
  /** The role that was mentioned. */
  readonly role: string | null;
}

/**
 * Members whom a message calls and who are away, by id. Each is called once: by name before by a reply, and by that
 * before by a role.
 */
export function awayAndCalled(message: StoredMessage, state: State): ReadonlyMap<string, Called> {
  const called = new Map<string, Called>();
  const add = (id: string, reason: PushReason, role: string | null) => {
    if (!called.has(id) && id !== message.author && mayBePushed(id, message.room, state)) {
      called.set(id, { reason, role });
    }
  };
  const { users = [], replies = [], roles = [] } = message.pings ?? {};
  for (const id of users) add(id, "user", null);
  for (const id of replies) add(id, "reply", null);
  for (const role of roles) {
    for (const { id, roles: own } of state.users.values()) if (own.includes(role)) add(id, "role", role);
  }
  return called;
}

/** Away, not banned, and may view the place. */
function mayBePushed(id: string, room: number, state: State): boolean {
  const user = state.users.get(id);
  if (!user || user.bannedAt !== null || state.connections(id) > 0) return false;
  return placeSeenBy(room, id, state) !== undefined;
}

/** Characters of a message in a notification. */
const longestBody = 120;

export interface Notification {
  readonly title: string;
  readonly body: string;
  /** The official client's name for the channel, which it uses to replace older notifications. */
  readonly channelName: string;
  readonly channel: string;
  readonly thread_id: string | null;
  readonly message_id: string;
}

/**
 * What a browser is told, as things are now; null when it isn't to be told any more: its member is here, can't view
 * the place, muted it, or has quiet hours.
 *
 * @param now milliseconds since the epoch
 */
export function notificationOf(
  { message, subscription, reason, role, quietHours, isMuted }: PushJob,
  state: State,
  now: number,
): Notification | null {
  const at = placeOfRoom(message.room, state);
  if (!at || isMuted || !mayBePushed(subscription.user, message.room, state)) return null;
  if (quietHours && isQuiet(quietHours, now)) return null;
  return {
    title: titleOf(message, at, reason, role, state),
    body: shortened(message.content || namesOf(message)),
    channelName: at.channel.name,
    channel: at.channel.name,
    thread_id: at.thread?.id ?? null,
    message_id: message.id,
  };
}

function titleOf(
  { author }: StoredMessage,
  { channel }: Place,
  reason: PushReason,
  role: string | null,
  state: State,
): string {
  const name = state.users.get(author)?.nickname ?? withoutPrefix(state.authorName(author));
  const title = `#${channel.name} — ${name}`;
  if (reason === "reply") return `${title} replied`;
  const roleName = role === null ? undefined : state.roles.byId.get(role)?.name;
  return roleName === undefined ? title : `${title} mentioned @${roleName}`;
}

/** Of its files. A message without a text has some. */
function namesOf({ attachments }: StoredMessage): string {
  return (attachments ?? []).map(({ name }) => name).join(", ");
}

function shortened(content: string): string {
  return codePoints(content) <= longestBody ? content : [...content].slice(0, longestBody).join("");
}
