/** What the four reaction commands have in common. */

import { type Audience, type Emission, emit, type Fields, reactionNames } from "../../chat/emission.ts";
import { customEmojiHost, isUnicodeEmoji } from "../../chat/emoji.ts";
import { packetPlace, placeInSight, placeNow } from "../../chat/place.ts";
import { parsePublicUrl } from "../../config/schema.ts";
import { changeReaction, mostEmojis } from "../../db/reactions.ts";
import { type ErrorCode, type Failure, fail, isFailure } from "../../protocol/errors.ts";
import {
  messageReactAdd,
  messageReactRemove,
  reactionAdd,
  reactionRemove,
  threadUpdate,
} from "../../protocol/events.ts";
import { announced, commit } from "../outcome.ts";
import { awakening } from "../threads/thread-events.ts";
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

/** @param newer the command is one of the newer names: the reply is named so, and later events too */
export function addReaction(context: InPlace, reaction: Reaction, newer = false) {
  if (!mayAsMember(context, "add_reactions")) return fail("react_denied");
  const refused = notAllowed(context, reaction.emoji);
  if (refused) return refused;
  return change(context, reaction, newer, {
    gives: true,
    events: (fields, older, newer) => [
      emit(messageReactAdd, fields, older, elsewhere),
      emit(reactionAdd, fields, newer, elsewhere),
    ],
    unchanged: () => fail("already_reacted"),
    full: () => fail("too_many", { things: "emojis on this message", limit: mostEmojis }),
  });
}

/** Any text may be taken back: older servers took any. */
export function removeReaction(context: InPlace, reaction: Reaction, newer = false) {
  const unchanged = () => fail("not_reacted");
  return change(context, reaction, newer, {
    gives: false,
    events: (fields, older, newer) => [
      emit(messageReactRemove, fields, older, elsewhere),
      emit(reactionRemove, fields, newer, elsewhere),
    ],
    unchanged,
    full: unchanged,
  });
}

function notAllowed(context: InPlace, emoji: string) {
  const host = customEmojiHost(emoji);
  if (host === null) return isUnicodeEmoji(emoji) ? null : fail("emoji_invalid");
  // Every viewer's client fetches it from there, and tells that server who reads (03 §10).
  const { url } = context.config.server;
  const isOwn = url !== null && parsePublicUrl(url)?.host === host.toLowerCase();
  return isOwn || mayAsMember(context, "external_emojis") ? null : fail("external_emoji_denied");
}

const elsewhere = { exceptRequester: true };

type ReactionFields = Fields<typeof messageReactAdd>;

interface ReactionChange<Older extends string, Newer extends string, Code extends ErrorCode> {
  readonly gives: boolean;
  /** The event under the older name and under the newer one. */
  events(fields: ReactionFields, older: Audience, newer: Audience): [Emission<Older>, Emission<Newer>];
  unchanged(): Failure<Code>;
  full(): Failure<Code>;
}

function change<Older extends string, Newer extends string, Code extends ErrorCode>(
  context: InPlace,
  { id, emoji }: Reaction,
  newer: boolean,
  { gives, events, unchanged, full }: ReactionChange<Older, Newer, Code>,
) {
  const { channel, thread, room, user, state } = context;
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
    const [toOlder, toNewer] = [reactionNames(channel.id, false), reactionNames(channel.id, true)];
    const [older, renamed] = events(fields, toOlder, toNewer);
    const woken = awakening(at, state);
    return {
      changes: woken.changes,
      // The copy of the connection that asked is the reply, named as it asked.
      events: [...woken.events, newer ? older : renamed],
      reply: announced<Older | Newer>(newer ? renamed : older),
      effects: newer ? [{ kind: "newer_reactions" } as const] : [],
    };
  });
}
