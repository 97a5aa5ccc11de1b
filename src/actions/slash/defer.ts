/** A bot says that its answer to a call will take some time, and the caller is told. */
import { emit, onlyUser } from "../../chat/emission.ts";
import { packetPlace, placeSeenBy } from "../../chat/place.ts";
import type { AnswerableCall } from "../../chat/slash-calls.ts";
import { fail } from "../../protocol/errors.ts";
import { slashDeferred } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import type { ByMember } from "../world.ts";

interface Deferring extends ByMember {
  /** Milliseconds of the monotonic clock. */
  readonly elapsed: number;
}

/**
 * Only the time limit counts from then on: a call whose deferred answer doesn't come in time can't be answered any more.
 *
 * @param found the call of a command of this bot
 * @param seconds from now; at most 15 minutes after the call
 */
export function deferAnswer(context: Deferring, { call, at, isLate }: AnswerableCall, seconds: number) {
  const { state, user, now, elapsed } = context;
  const length = Math.min(seconds * 1000, at + limits.slashDeferral * 1000 - elapsed);
  if (isLate || length <= 0) return fail("slash_call_late");
  const until = (now + length) / 1000;
  const place = placeSeenBy(call.room, call.invoker, state);
  const fields = { call: call.id, command: call.command, commander: user.username, until };
  return {
    events: place ? [emit(slashDeferred, { ...fields, ...packetPlace(place) }, onlyUser(call.invoker))] : [],
    effects: [{ kind: "slash_deferred", call, until: elapsed + length }] as const,
    reply: { call: call.id, until },
  };
}
