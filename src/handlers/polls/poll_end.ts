import { Type } from "@sinclair/typebox";
import { auditRecord } from "../../actions/audit.ts";
import { commit } from "../../actions/outcome.ts";
import { pollOver, pollStanding } from "../../actions/polls/poll-events.ts";
import { hasPermission } from "../../chat/permissions.ts";
import { endPoll } from "../../db/polls.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { pollEnd as pollEndEvent } from "../../protocol/events.ts";
import { PollResultsObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { placeFields } from "../request-fields.ts";
import { accessPoll, pollAddress, toldOf } from "./access-poll.ts";

/** 04 §4.6. */
export const pollEnd = command({
  name: "poll_end",
  summary:
    "Ends an own poll before its time, or with `manage_messages` anybody's. Voters are named from then on.",
  login: "required",
  timedOut: "refused",
  cost: "change",
  request: Type.Object(pollAddress),
  reply: Type.Object({
    poll_id: Type.String(),
    message_id: Type.String(),
    ...placeFields,
    results: PollResultsObject,
  }),
  events: [pollEndEvent],
  errors: ["poll_not_found", "poll_already_ended", "permission_required"],
  async handler(context, request) {
    const { state, now } = context;
    const accessed = await accessPoll(request, context);
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
      if (closed.kind === "missing") return fail("poll_not_found");
      if (closed.kind === "already_ended") return fail("poll_already_ended");
      return toldOf(closed.found, user, state, (at) => ({
        events: [pollOver(closed.found, at, state)],
        reply: pollStanding(closed.found, at, state, closed.own),
      }));
    });
  },
});
