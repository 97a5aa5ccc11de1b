/** The way from a name in a request to a poll that the user may see. */
import { Type } from "@sinclair/typebox";
import type { User } from "../../chat/model.ts";
import { mayView } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { pollFor, type StoredPoll } from "../../db/polls.ts";
import { type Failure, fail } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import type { Place } from "../access.ts";
import type { Context } from "../command.ts";
import { placeOfRoom } from "../place.ts";

const Id = Type.Optional(Type.Union([Type.String({ maxLength: limits.id }), Type.Null()]));
export const pollAddress = {
  poll_id: Id,
  message_id: Type.Optional(
    Type.Union([Type.String({ maxLength: limits.id }), Type.Null()], { description: "Instead of `poll_id`" }),
  ),
};

export interface PollPlace {
  readonly found: StoredPoll;
  /** The options that the user has chosen. */
  readonly own: readonly string[];
  readonly at: Place;
}

/** Who may not view its channel is told the same as if it did not exist. */
export async function accessPoll(
  request: { readonly poll_id?: string | null; readonly message_id?: string | null },
  { user, state, read }: Context,
): Promise<PollPlace | Failure> {
  const poll = request.poll_id || null;
  const message = request.message_id || null;
  if (poll === null && message === null) {
    return fail("invalid_field", { field: "poll_id", problem: "poll_id or message_id is required" });
  }
  const stored = await read(pollFor({ poll, message, user: user.id }));
  if (!stored) return fail("poll_not_found");
  const at = pollInSight(stored.found, user, state);
  return "code" in at ? at : { ...stored, at };
}

/** Where a poll is, if the user still views that: a change may have overtaken what was read or stored. */
export function pollInSight({ room }: StoredPoll, user: User, state: State): Place | Failure {
  const at = placeOfRoom(room, state);
  const now = state.users.get(user.id);
  return at && now && mayView(now, at.channel, state) ? at : fail("poll_not_found");
}
