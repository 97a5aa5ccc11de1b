/** A call of one of the server's own slash commands: the change and the message that tells of it are stored together. */
import { emit, viewers } from "../../chat/emission.ts";
import { placeNow } from "../../chat/place.ts";
import { serverAuthor } from "../../chat/server-author.ts";
import { slashArguments } from "../../chat/slash.ts";
import type { StoredMessage } from "../../db/messages.ts";
import { changeAndPost, postAlone } from "../../db/post-message.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { messageNew } from "../../protocol/events.ts";
import { posted } from "../messages/posted.ts";
import { announced, commit, type Outcome } from "../outcome.ts";
import type { BuiltIn, BuiltInContext, builtInEvents } from "./built-ins.ts";
import { mayNotCall, type ToCall } from "./call.ts";
import { forCallerAlone } from "./respond.ts";

type Happened = Outcome<object, (typeof builtInEvents)[number]["name"]>;

export function callBuiltIn(context: BuiltInContext, { wire, run }: BuiltIn, { args }: ToCall) {
  const refused = mayNotCall(context, wire.name);
  if (refused) return refused;
  const checked = slashArguments(args, wire.options);
  if (isFailure(checked)) return checked;
  const answered = run(context, checked.values);
  if (isFailure(answered)) return answered;
  const { step, says } = answered;
  const { room, user, thread, now, newId } = context;
  const interaction = { command: wire.name, username: user.username };
  const message = { id: newId(), author: serverAuthor, content: says, now: now * 1000, embeds: null };
  if (wire.ephemeral && step) {
    const alone = forCallerAlone(context, user.id, { ...message, interaction });
    return commit(step.write, (result) => {
      const happened = step.after(result as never);
      return isFailure(happened) ? happened : { ...withoutReply(happened), ...alone };
    });
  }
  const fresh = {
    ...message,
    room,
    ping: null,
    mentions: { users: [], roles: [] },
    extra: { interaction },
    byNobody: true as const,
    wakes: thread !== null,
  };
  if (!step)
    return commit(postAlone(fresh), (stored) => (isFailure(stored) ? stored : told({}, stored, context)));
  return commit(changeAndPost({ change: step.write, message: fresh }), ({ result, stored }) => {
    const happened = step.after(result as never);
    return isFailure(happened) ? happened : told(withoutReply(happened), stored, context);
  });
}

/** The action's outcome with the message. The reply is the message, also for a moderator who lost sight of it. */
function told(happened: Happened, stored: StoredMessage | null, context: BuiltInContext) {
  const at = placeNow(context, context.state);
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

/** What would be the reply of the action's own command is an event for everybody. */
function withoutReply({ reply, ...happened }: Happened): Happened {
  if (!reply || !("announced" in reply)) return happened;
  const event = { ...reply.announced, exceptRequester: false };
  return { ...happened, events: [...(happened.events ?? []), event] };
}
