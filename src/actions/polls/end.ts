import { hasPermission } from "../../chat/permissions.ts";
import { endPoll } from "../../db/polls.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { auditRecord } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { ByMember, Reading } from "../world.ts";
import type { PollAddress } from "./access-poll.ts";
import { accessPoll, toldOf } from "./access-poll.ts";
import { pollOver, pollStanding } from "./poll-events.ts";

/** Ends an own poll. Members with `manage_messages` end anybody's. */
export async function closePoll(context: ByMember & Reading, poll: PollAddress) {
  const { state, now } = context;
  const accessed = await accessPoll(poll, context);
  if (isFailure(accessed)) return accessed;
  const { found, at: before, user } = accessed;
  const mayAny = hasPermission(user, state.roles.byId, "manage_messages", before.channel);
  if (found.author !== user.id && !mayAny) {
    return fail("permission_required", { permission: "manage_messages" });
  }
  const { id } = found.poll;
  const record =
    found.author === user.id
      ? null
      : auditRecord(
          { ...context, channel: before.channel },
          "poll_end",
          { id, name: null },
          { channel: before.channel.name },
        );
  return commit(endPoll({ poll: id, user: user.id, now: now / 1000, record }), (closed) => {
    if (isFailure(closed)) return closed;
    return toldOf(closed.found, user, state, (at) => ({
      events: [pollOver(closed.found, at, state)],
      reply: pollStanding(closed.found, at, state, closed.own),
    }));
  });
}
