/** A bot answers the call of a slash command with a message: for everybody in the channel, or for the caller alone. */
import { type Emission, emit, onlyUser, viewers } from "../../chat/emission.ts";
import { packetPlace, placeNow, placeSeenBy } from "../../chat/place.ts";
import type { SlashCall } from "../../chat/slash-calls.ts";
import { wireMessage } from "../../chat/wire.ts";
import { insertMessage } from "../../db/post-message.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { messageNew } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { isLonger } from "../messages/content.ts";
import { rowToPost } from "../messages/post.ts";
import { posted } from "../messages/posted.ts";
import { announced, answered, commit } from "../outcome.ts";
import type { InPlace, Posting } from "../world.ts";

export interface SlashAnswer {
  readonly content: string;
  readonly embeds: unknown;
  /** For the caller alone; null: as the command says. */
  readonly ephemeral: boolean | null;
}

/** @param call that was made to this bot, in this place */
export function answerSlash(
  context: InPlace & Pick<Posting, "nonceTime">,
  call: SlashCall,
  { content, embeds, ephemeral }: SlashAnswer,
) {
  const limit = Math.max(context.config.limits.post_content, limits.slashAnswer);
  if (isLonger(content, limit)) return fail("message_too_long", { limit });
  const message = { content, embeds, replyTo: null, ping: null, attachments: [], nonce: null };
  const row = rowToPost(context, message);
  if (isFailure(row)) return row;
  if (row.content === "" && !row.embeds) return fail("message_empty");
  const interaction = { command: call.command, username: call.username };
  const effects = [{ kind: "slash_answered", call }] as const;
  if (ephemeral ?? call.ephemeral) {
    return { ...forCallerAlone(context, call.invoker, { ...row, interaction, call: call.id }), effects };
  }
  return commit(insertMessage({ ...row, extra: { interaction } }), (stored) => {
    if (isFailure(stored)) return stored;
    if (stored.kind !== "stored") return fail("message_not_found");
    const at = placeNow(context, context.state);
    if (isFailure(at)) return at;
    const { packet, ...rest } = posted(stored.message, at, context);
    const answer = { ...packet, call: call.id };
    return { ...rest, effects, reply: announced(emit(messageNew, answer, viewers(at.channel.id))) };
  });
}

/** A message that is not stored. */
export interface Unstored {
  readonly id: string;
  readonly author: string;
  readonly content: string;
  /** Microseconds. */
  readonly now: number;
  readonly embeds: readonly unknown[] | null;
  readonly interaction: { readonly command: string; readonly username: string };
  /** Id of the call of a bot's command that it answers. */
  readonly call?: string;
}

/** The caller's connections get it, if they may still view the place, and the reply is a copy. */
export function forCallerAlone({ state, channel, thread, room }: InPlace, caller: string, message: Unstored) {
  const facts = {
    ...message,
    at: message.now,
    replyTo: null,
    ping: null,
    pings: null,
    webhook: null,
    editedAt: null,
    pinned: false,
    reactions: null,
    attachments: null,
  };
  const packet = {
    message: { ...wireMessage(facts, state), ephemeral: true as const },
    ...packetPlace({ channel, thread }),
    global: true as const,
    ...(message.call !== undefined && { call: message.call }),
  };
  const event: Emission<"message_new"> = emit(messageNew, packet, onlyUser(caller), { replayed: false });
  return { reply: placeSeenBy(room, caller, state) ? announced(event) : answered(event) };
}
