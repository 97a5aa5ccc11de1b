/** What the four reaction commands have in common (03 §10, 08 §10). */
import { Type } from "@sinclair/typebox";
import { customEmojiHost, isUnicodeEmoji } from "../../chat/emoji.ts";
import { emit, reactionNames } from "../../chat/outcome.ts";
import { parsePublicUrl } from "../../config/schema.ts";
import { changeReaction, mostEmojis } from "../../db/reactions.ts";
import { commit } from "../../db/store.ts";
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
    description: "A Unicode emoji, or `originChats://HOST/emojis/ID`; compared exactly as it is written",
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
export const removeErrors = ["message_not_found", "react_denied"] as const;
export const addErrors = [...removeErrors, "emoji_invalid", "external_emoji_denied", "too_many"] as const;

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
    if (outcome === "missing") return fail("message_not_found");
    if (outcome === "full") return fail("too_many", { things: "emojis on this message", limit: mostEmojis });
    const at = outcome === "changed" ? placeNow(context, state) : placeInSight(context);
    if ("code" in at) return at;
    const username = state.authorName(user.id);
    const fields = { id, emoji, from: username, user: username, ...packetPlace(at), global: true as const };
    // Clients send a reaction twice, and some show it twice when they hear of it twice (08 §10).
    if (outcome === "unchanged") return { newerReactions: newer, reply: fields };
    const elsewhere = { exceptRequester: true };
    const [toOlder, toNewer] = [reactionNames(channel.id, false), reactionNames(channel.id, true)];
    const older = emit(gives ? messageReactAdd : messageReactRemove, fields, toOlder, elsewhere);
    const renamed = emit(gives ? reactionAdd : reactionRemove, fields, toNewer, elsewhere);
    const woken = awakening(at, state);
    return {
      changes: woken.changes,
      // The copy of the connection that asked is the reply, named as it asked.
      events: [...woken.events, newer ? older : renamed],
      announce: newer ? renamed : older,
      newerReactions: newer,
    };
  });
}
