/** Adding and removing reactions, for the four commands that do it. */

import { type Emission, emit, viewers } from "../../chat/emission.ts";
import { customEmojiHost, isUnicodeEmoji } from "../../chat/emoji.ts";
import { packetPlace, placeInSight, placeNow } from "../../chat/place.ts";
import { parsePublicUrl } from "../../config/formats.ts";
import { changeReaction, maxEmojis } from "../../db/reactions.ts";
import { type ErrorCode, type Failure, fail, isFailure } from "../../protocol/errors.ts";
import type { EventPacket } from "../../protocol/event.ts";
import {
  messageReactAdd,
  messageReactRemove,
  reactionAdd,
  reactionRemove,
  threadUpdate,
} from "../../protocol/events.ts";
import { announced, commit } from "../outcome.ts";
import { unarchived } from "../threads/thread-events.ts";
import type { InPlace } from "../world.ts";
import { mayAsMember } from "./content.ts";

export const addEvents = [messageReactAdd, reactionAdd, threadUpdate] as const;
export const removeEvents = [messageReactRemove, reactionRemove, threadUpdate] as const;
export const removeErrors = ["message_not_found", "react_denied", "not_reacted"] as const;
export const addErrors = [
  "message_not_found",
  "react_denied",
  "already_reacted",
  "emoji_invalid",
  "external_emoji_denied",
  "too_many",
] as const;

interface Reaction {
  readonly id: string;
  readonly emoji: string;
}

export function addReaction(context: InPlace, reaction: Reaction) {
  if (!mayAsMember(context, "add_reactions")) return fail("react_denied");
  const refused = notAllowed(context, reaction.emoji);
  if (refused) return refused;
  return change(context, reaction, {
    gives: true,
    event: (fields) => emit(messageReactAdd, fields, viewers(context.channel.id)),
    unchanged: () => fail("already_reacted"),
    full: () => fail("too_many", { things: "emojis on this message", limit: maxEmojis }),
  });
}

/** Any text may be removed: older servers accepted any text as a reaction. */
export function removeReaction(context: InPlace, reaction: Reaction) {
  const unchanged = () => fail("not_reacted");
  return change(context, reaction, {
    gives: false,
    event: (fields) => emit(messageReactRemove, fields, viewers(context.channel.id)),
    unchanged,
    full: unchanged,
  });
}

function notAllowed(context: InPlace, emoji: string) {
  const host = customEmojiHost(emoji);
  if (host === null) return isUnicodeEmoji(emoji) ? null : fail("emoji_invalid");
  // Each viewer's client would fetch the picture from that server, which then knows the readers.
  const { url } = context.config.server;
  const isOwn = url !== null && parsePublicUrl(url)?.host === host.toLowerCase();
  return isOwn || mayAsMember(context, "external_emojis") ? null : fail("external_emoji_denied");
}

interface ReactionChange<Name extends string, Code extends ErrorCode> {
  readonly gives: boolean;
  event(fields: Omit<EventPacket<typeof messageReactAdd>, "cmd">): Emission<Name>;
  unchanged(): Failure<Code>;
  full(): Failure<Code>;
}

function change<Name extends string, Code extends ErrorCode>(
  context: InPlace,
  { id, emoji }: Reaction,
  { gives, event, unchanged, full }: ReactionChange<Name, Code>,
) {
  const { thread, room, user, state } = context;
  const wakes = thread !== null;
  return commit(changeReaction({ room, id, emoji, user: user.id, gives, wakes }), (outcome) => {
    if (isFailure(outcome)) return outcome;
    if (outcome.kind === "full") return full();
    if (outcome.kind === "unchanged") {
      const seen = placeInSight(context);
      return isFailure(seen) ? seen : unchanged();
    }
    const at = placeNow(context, state);
    if (isFailure(at)) return at;
    const username = state.authorName(user.id);
    const fields = {
      id,
      emoji: outcome.emoji,
      from: username,
      user: username,
      ...packetPlace(at),
      global: true as const,
    };
    const woken = unarchived(at, state);
    return { ...woken, reply: announced(event(fields)) };
  });
}
