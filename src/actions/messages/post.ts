import { emit, viewers } from "../../chat/emission.ts";
import { packetPlace, placeNow, placeSeenBy } from "../../chat/place.ts";
import { wireMessage } from "../../chat/wire.ts";
import { isPushOn } from "../../config/push.ts";
import type { StoredMessage } from "../../db/messages.ts";
import { insertMessage } from "../../db/post-message.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { messageNew as messageNewEvent } from "../../protocol/events.ts";
import { announced, commit } from "../outcome.ts";
import type { InPlace, Posting } from "../world.ts";
import { checkedEmbeds, mayAsMember, mentionsIn, storedContent } from "./content.ts";
import { posted } from "./posted.ts";
import { pauseBefore, tooSoon } from "./slow-mode.ts";

/** Why attachments of a message are refused. */
export const attachErrors = [
  "attachment_not_found",
  "attachment_not_yours",
  "attachment_used",
  "attachments_disabled",
  "attach_denied",
] as const;

export interface NewMessage {
  readonly content: string;
  /** Id of a message in the same room, or null. */
  readonly replyTo: string | null;
  /** false: a reply calls nobody. */
  readonly ping: boolean | null;
  readonly embeds: unknown;
  readonly attachments: readonly { readonly id: string }[];
  /** Chosen by the author. A second message with the same nonce is not posted. */
  readonly nonce: string | null;
}

/** A message that passed all checks. */
interface Ready {
  readonly row: Parameters<typeof insertMessage>[0];
  /** Milliseconds that its author must wait. While that isn't 0, only a repeat is answered. */
  readonly pause: number;
}

/** Checks whether the member may post this here now, but for slow mode. */
export function rowToPost(context: InPlace & Pick<Posting, "nonceTime">, message: NewMessage) {
  const { channel, thread, room, user, now } = context;
  const content = storedContent(message.content);
  if (!thread && channel.type !== "text") return fail("channel_wrong_type", { type: channel.type });
  if (!mayAsMember(context, "send_messages")) return fail("send_denied");
  const embeds = checkedEmbeds(message.embeds, context);
  if (isFailure(embeds)) return embeds;
  const mentions = mentionsIn(content, context);
  if (isFailure(mentions)) return mentions;
  const attachments = attachedTo(message, context);
  if (isFailure(attachments)) return attachments;
  return {
    id: context.newId(),
    room,
    author: user.id,
    content,
    now: now * 1000,
    replyTo: message.replyTo,
    ping: message.ping,
    mentions,
    embeds: embeds.embeds,
    nonce: message.nonce,
    nonceAt: context.nonceTime * 1000,
    wakes: thread !== null,
    ...attachments,
  };
}

/** The uploads that the message shall have, if the member may attach files. */
function attachedTo({ attachments }: NewMessage, context: InPlace) {
  if (attachments.length === 0) return {};
  if (!context.config.attachments.enabled) return fail("attachments_disabled");
  if (!mayAsMember(context, "attach_files")) return fail("attach_denied");
  const { user, channel, now } = context;
  const ids = [...new Set(attachments.map(({ id }) => id))];
  return { attachments: { ids, author: user.id, channel: channel.id, now: now / 1000 } };
}

/** The same, and counts the message for slow mode. */
export function readyToPost(context: Posting, message: NewMessage) {
  const row = rowToPost(context, message);
  if (isFailure(row)) return row;
  const pause = pauseBefore(context);
  // A message with a nonce may be a repeat, which is answered during a pause too.
  if (pause > 0 && message.nonce === null) return tooSoon(pause);
  const pushes = isPushOn(context.config);
  return { row: { ...row, pushes, onlyRepeats: pause > 0 }, pause } satisfies Ready;
}

/** Posts a message. All who may view the place get it, once it is stored. */
export function postMessage(context: Posting, message: NewMessage) {
  const ready = readyToPost(context, message);
  if (isFailure(ready)) return ready;
  const { row, pause } = ready;
  return commit(insertMessage(row), (stored) => {
    if (!isFailure(stored) && stored.kind === "not_repeated") return tooSoon(pause);
    if (isFailure(stored) || stored.kind === "repeated") {
      const effects = pause > 0 ? [] : [slowModeUndone(context)];
      return { reply: isFailure(stored) ? stored : repeated(stored.message, context), effects };
    }
    const at = placeNow(context, context.state);
    if (isFailure(at)) return at;
    const { packet, changes, events, afterwards } = posted(stored.message, at, context);
    const reply = announced(emit(messageNewEvent, packet, viewers(at.channel.id)));
    return { changes, events, afterwards, reply };
  });
}

/** The effect for a message that was counted for slow mode and not posted. */
export function slowModeUndone({ user, room }: InPlace) {
  return { kind: "slow_mode_undone", user: user.id, room } as const;
}

/** The answer to a repeat: the message that was posted first. */
function repeated(message: StoredMessage, { user, state }: InPlace) {
  // The nonce may have been used in another channel that this user can no longer view.
  const at = placeSeenBy(message.room, user.id, state);
  if (!at) return fail("message_not_found");
  return { message: wireMessage(message, state), ...packetPlace(at), global: true as const };
}
