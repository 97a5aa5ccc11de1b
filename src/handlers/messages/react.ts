/** What the four reaction commands have in common (03 §10, 08 §10). */

import { Type } from "@sinclair/typebox";
import { announced, commit } from "../../actions/outcome.ts";
import { emit, reactionNames } from "../../chat/emission.ts";
import { customEmojiHost, isUnicodeEmoji } from "../../chat/emoji.ts";
import { parsePublicUrl } from "../../config/schema.ts";
import { changeReaction, mostEmojis } from "../../db/reactions.ts";
import { type Failure, fail } from "../../protocol/errors.ts";
import {
  messageReactAdd,
  messageReactRemove,
  reactionAdd,
  reactionRemove,
  threadUpdate,
} from "../../protocol/events.ts";
import { channelAddress, MessageId } from "../access.ts";
import type { ChannelContext, Next } from "../command.ts";
import { packetPlace, placeFields, placeInSight, placeNow } from "../place.ts";
import { awakening } from "../threads/thread-events.ts";
import { mayAsMember } from "./content.ts";

export const reactionRequest = {
  id: MessageId,
  emoji: Type.String({
    minLength: 1,
    maxLength: 200,
    description:
      "A Unicode emoji, or `originChats://HOST/emojis/ID`. Forms of the same emoji, with and without U+FE0F, are the same reaction; the answer has the form that is on the message",
  }),
  ...channelAddress,
};

export const reactionReply = {
  id: Type.String(),
  emoji: Type.String(),
  from: Type.String({ description: "The own username" }),
  user: Type.String({ description: "The same" }),
  ...placeFields,
  global: Type.Literal(true),
};

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
export function addReaction(context: ChannelContext, reaction: Reaction, newer = false): Next {
  if (!mayAsMember(context, "add_reactions")) return fail("react_denied");
  return notAllowed(context, reaction.emoji) ?? change(context, reaction, true, newer);
}

/** Any text may be taken back: older servers took any. */
export function removeReaction(context: ChannelContext, reaction: Reaction, newer = false): Next {
  return change(context, reaction, false, newer);
}

function notAllowed(context: ChannelContext, emoji: string): Failure | null {
  const host = customEmojiHost(emoji);
  if (host === null) return isUnicodeEmoji(emoji) ? null : fail("emoji_invalid");
  // Every viewer's client fetches it from there, and tells that server who reads (03 §10).
  const { url } = context.config.server;
  const isOwn = url !== null && parsePublicUrl(url)?.host === host.toLowerCase();
  return isOwn || mayAsMember(context, "external_emojis") ? null : fail("external_emoji_denied");
}

function change(context: ChannelContext, { id, emoji }: Reaction, gives: boolean, newer: boolean): Next {
  const { channel, thread, room, user, state } = context;
  const wakes = thread !== null;
  return commit(changeReaction({ room, id, emoji, user: user.id, gives, wakes }), (outcome) => {
    if (outcome.kind === "missing") return fail("message_not_found");
    if (outcome.kind === "full")
      return fail("too_many", { things: "emojis on this message", limit: mostEmojis });
    if (outcome.kind !== "changed") {
      const seen = placeInSight(context);
      return "code" in seen ? seen : fail(gives ? "already_reacted" : "not_reacted");
    }
    const at = placeNow(context, state);
    if ("code" in at) return at;
    const username = state.authorName(user.id);
    const fields = {
      id,
      emoji: outcome.emoji,
      from: username,
      user: username,
      ...packetPlace(at),
      global: true as const,
    };
    const elsewhere = { exceptRequester: true };
    const [toOlder, toNewer] = [reactionNames(channel.id, false), reactionNames(channel.id, true)];
    const older = emit(gives ? messageReactAdd : messageReactRemove, fields, toOlder, elsewhere);
    const renamed = emit(gives ? reactionAdd : reactionRemove, fields, toNewer, elsewhere);
    const woken = awakening(at, state);
    return {
      changes: woken.changes,
      // The copy of the connection that asked is the reply, named as it asked.
      events: [...woken.events, newer ? older : renamed],
      reply: announced(newer ? renamed : older),
      effects: newer ? [{ kind: "newer_reactions" }] : [],
    };
  });
}
