/** A call of one of the server's own slash commands: the change and the message that tells of it are stored together. */
import { emit, viewers } from "../../chat/emission.ts";
import { placeNow } from "../../chat/place.ts";
import { serverAuthor } from "../../chat/server-author.ts";
import { type SlashValues, slashArguments } from "../../chat/slash.ts";
import type { StoredMessage } from "../../db/messages.ts";
import { changeAndPost, postAlone } from "../../db/post-message.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { messageNew } from "../../protocol/events.ts";
import { posted } from "../messages/posted.ts";
import { announced, commit } from "../outcome.ts";
import { type BuiltIn, type BuiltInContext, type Happened, mayNotUse } from "./built-in.ts";
import { mayNotCall, type ToCall } from "./call.ts";
import { forCallerAlone } from "./respond.ts";

export function callBuiltIn(context: BuiltInContext, command: BuiltIn, { args }: ToCall) {
  const { wire } = command;
  const refused = mayNotCall(context, wire.name) ?? mayNotUse(command, context);
  if (refused) return refused;
  const checked = slashArguments(args, wire.options);
  if (isFailure(checked)) return checked;
  return command.alone
    ? answerAlone(context, command, checked.values)
    : answerAll(context, command, checked.values);
}

function answerAlone(
  context: BuiltInContext,
  { wire, run }: BuiltIn & { readonly alone: true },
  values: SlashValues,
) {
  const answered = run(context, values);
  if (isFailure(answered)) return answered;
  const { step, says } = answered;
  const message = messageOf(context, wire);
  return commit(step.write, (result) => {
    const happened = step.after(result as never);
    if (isFailure(happened)) return happened;
    const alone = forCallerAlone(context, context.user.id, { ...message, content: says(happened) });
    return { ...withoutReply(happened), ...alone };
  });
}

function answerAll(
  context: BuiltInContext,
  { wire, run }: BuiltIn & { readonly alone: false },
  values: SlashValues,
) {
  const answered = run(context, values);
  if (isFailure(answered)) return answered;
  const { step, says } = answered;
  if (says === null) {
    return commit(step.write, (result) => {
      const happened = step.after(result as never);
      return isFailure(happened) ? happened : withMessageAsReply(happened);
    });
  }
  const { interaction, ...message } = messageOf(context, wire);
  const fresh = {
    ...message,
    content: says,
    room: context.room,
    ping: null,
    mentions: { users: [], roles: [] },
    extra: { interaction },
    byNobody: true as const,
    wakes: context.thread !== null,
  };
  if (!step)
    return commit(postAlone(fresh), (stored) => (isFailure(stored) ? stored : told({}, stored, context)));
  return commit(changeAndPost({ change: step.write, message: fresh }), ({ result, stored }) => {
    const happened = step.after(result as never);
    return isFailure(happened) ? happened : told(withoutReply(happened), stored, context);
  });
}

/** The message that answers, but for its text. */
function messageOf({ user, now, newId }: BuiltInContext, { name }: BuiltIn["wire"]) {
  const interaction = { command: name, username: user.username };
  return { id: newId(), author: serverAuthor, now: now * 1000, embeds: null, interaction };
}

/** The action's outcome with the message. The reply is the message, also for a moderator who lost sight of it. */
function told(happened: Happened, stored: StoredMessage | null, context: BuiltInContext) {
  const at = placeAfter(happened, context);
  if (isFailure(at) || !stored) return { ...happened, reply: fail("channel_not_found") };
  const { packet, changes, events, afterwards } = posted(stored, at, { state: context.state });
  return {
    ...happened,
    changes: [...(happened.changes ?? []), ...changes],
    events: [...(happened.events ?? []), ...events],
    afterwards: [...(happened.afterwards ?? []), ...afterwards],
    reply: announced(emit(messageNew, packet, viewers(at.channel.id))),
  };
}

/** The place under the name that the action gave it. */
function placeAfter({ changes = [] }: Happened, context: BuiltInContext) {
  const at = placeNow(context, context.state);
  if (isFailure(at)) return at;
  const list = changes.find((change) => change.type === "channels");
  const channel = list ? list.channels.find(({ id }) => id === at.channel.id) : at.channel;
  return channel ? { ...at, channel } : fail("channel_not_found");
}

/** What would be the reply of the action's own command is an event for everybody. */
function withoutReply({ reply, ...happened }: Happened): Happened {
  if (!reply || !("announced" in reply)) return happened;
  const event = { ...reply.announced, exceptRequester: false };
  return { ...happened, events: [...(happened.events ?? []), event] };
}

/** The message that the action posts is the reply. */
function withMessageAsReply({ events = [], reply: _, ...happened }: Happened) {
  const message = events.find(({ definition }) => definition === messageNew);
  if (!message) return { ...happened, events };
  const others = events.filter((event) => event !== message);
  return { ...happened, events: others, reply: announced(message) };
}
