/** Finds the poll that a request names, if the user may see it. */
import type { User } from "../../chat/model.ts";
import { type Place, placeOfRoom, placeSeenBy } from "../../chat/place.ts";
import type { State } from "../../chat/state.ts";
import { pollFor } from "../../db/polls.ts";
import type { StoredPoll } from "../../db/stored-poll.ts";
import { type Failure, fail, isFailure } from "../../protocol/errors.ts";
import { mayAsMember } from "../messages/content.ts";
import type { Outcome } from "../outcome.ts";
import type { ByMember, Reading } from "../world.ts";

/** How a request names a poll. */
export interface PollAddress {
  readonly poll_id?: string | null;
  /** Instead of `poll_id`. */
  readonly message_id?: string | null;
}

interface PollPlace {
  readonly found: StoredPoll;
  /** The options that the user has chosen. */
  readonly own: readonly string[];
  readonly at: Place;
  /** The member as they are after the read. */
  readonly user: User;
}

/** Members who may not view its channel get the same answer as if it did not exist. */
export async function accessPoll(
  request: PollAddress,
  { user, state, read }: ByMember & Reading,
): Promise<PollPlace | Failure<"invalid_field" | "poll_not_found">> {
  const poll = request.poll_id || null;
  const message = request.message_id || null;
  if (poll === null && message === null) {
    return fail("invalid_field", { field: "poll_id", problem: "poll_id or message_id is required" });
  }
  const stored = await read(pollFor({ poll, message, user: user.id }));
  if (!stored) return fail("poll_not_found");
  const at = placeSeenBy(stored.found.room, user.id, state);
  const now = state.users.get(user.id);
  return at && now ? { ...stored, at, user: now } : fail("poll_not_found");
}

/** The same for members who only read it: like its message, a poll is part of the history. */
export async function accessPollToRead(
  request: Parameters<typeof accessPoll>[0],
  context: ByMember & Reading,
) {
  const accessed = await accessPoll(request, context);
  if (isFailure(accessed)) return accessed;
  const { user, at } = accessed;
  const mayRead = mayAsMember({ ...context, user, channel: at.channel }, "read_message_history");
  return mayRead ? accessed : fail("poll_not_found");
}

/** A stored change goes to the viewers of the poll. The member who asked gets it only if they still are one. */
export function toldOf<const Told extends Outcome>(
  { room }: StoredPoll,
  asker: User,
  state: State,
  outcome: (at: Place) => Told,
) {
  const at = placeOfRoom(room, state);
  if (!at) return fail("poll_not_found");
  if (placeSeenBy(room, asker.id, state)) return outcome(at);
  return { ...outcome(at), reply: fail("poll_not_found") };
}
