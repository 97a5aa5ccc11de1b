/** A webhook posts into its channel. */

import { checkEmbeds } from "../../chat/embeds.ts";
import { emit, viewers } from "../../chat/emission.ts";
import { httpUrl } from "../../chat/names.ts";
import { packetPlace, placeOfRoom } from "../../chat/place.ts";
import { serverAuthor } from "../../chat/server-author.ts";
import type { State } from "../../chat/state.ts";
import { wireMessage } from "../../chat/wire.ts";
import type { StoredMessage } from "../../db/messages.ts";
import { insertMessage } from "../../db/post-message.ts";
import type { Webhook } from "../../db/webhooks.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { messageNew } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { shownName } from "../../text/shown.ts";
import { isLonger, storedContent } from "../messages/content.ts";
import { posted } from "../messages/posted.ts";
import { commit } from "../outcome.ts";
import type { World } from "../world.ts";

/** Programs that were written for Discord rely on its limit. */
const shortestLimit = 2000;

export interface WebhookPost {
  readonly content: string;
  /** Unchecked. */
  readonly embeds: unknown;
  /** Instead of the webhook's own name; null: its own. */
  readonly username: string | null;
  /** Instead of its own picture; null: its own. An URL that isn't http or https counts as null. */
  readonly avatar: string | null;
  /** A repeat within ten minutes posts nothing. */
  readonly nonce: string | null;
  /** Ids of uploads of this webhook. */
  readonly attachments?: readonly string[];
}

interface Posting extends World {
  /** Milliseconds by which nonces are remembered. */
  readonly nonceTime: number;
}

/** The reply has the message. Nobody is mentioned: what the text calls is text. */
export function postAsWebhook(world: Posting, webhook: Webhook, post: WebhookPost) {
  const { state, config, now, newId, nonceTime } = world;
  const channel = state.channelById(webhook.room);
  if (!channel) return fail("channel_not_found");
  if (channel.type !== "text") return fail("channel_wrong_type", { type: channel.type });
  const limit = Math.max(config.limits.post_content, shortestLimit);
  if (isLonger(post.content, limit)) return fail("message_too_long", { limit });
  const content = storedContent(post.content);
  const checked = checkEmbeds(post.embeds);
  if (isFailure(checked)) return checked;
  const embeds = checked.embeds.length > 0 ? checked.embeds : null;
  const { attachments: ids = [] } = post;
  if (content === "" && !embeds && ids.length === 0) return fail("message_empty");
  const row = {
    id: newId(),
    room: webhook.room,
    author: serverAuthor,
    content,
    now: now * 1000,
    replyTo: null,
    ping: null,
    mentions: { users: [], roles: [] },
    embeds,
    extra: { webhook: authorOf(webhook, post) },
    byNobody: true as const,
    nonce: post.nonce === null ? null : `${webhook.id} ${post.nonce}`,
    nonceAt: nonceTime * 1000,
    ...(ids.length > 0 && {
      attachments: { ids, author: webhook.id, channel: channel.id, now: now / 1000 },
    }),
  };
  return commit(insertMessage(row), (stored) => {
    if (isFailure(stored)) return stored;
    if (stored.kind === "not_repeated") return fail("message_not_found");
    if (stored.kind === "repeated") return { reply: replyWith(stored.message, state) };
    const at = placeOfRoom(webhook.room, state);
    if (!at) return fail("channel_not_found");
    const { packet, changes, events, afterwards } = posted(stored.message, at, { state });
    return {
      changes,
      events: [...events, emit(messageNew, packet, viewers(at.channel.id))],
      afterwards,
      reply: replyWith(stored.message, state),
    };
  });
}

function authorOf({ id, name, avatar }: Webhook, post: WebhookPost) {
  // Cut before it is cleaned: cleaning takes longer than its length.
  const given = shownName((post.username ?? "").slice(0, limits.webhookName * 4));
  const shown = [...given].slice(0, limits.webhookName).join("").trim();
  const picture = post.avatar ? httpUrl(post.avatar, limits.pictureUrl) : null;
  return { id, name: shown || name, avatar: picture ?? avatar };
}

function replyWith(message: StoredMessage, state: State) {
  const at = placeOfRoom(message.room, state);
  return { message: wireMessage(message, state), channel: at ? packetPlace(at).channel : "" };
}
