/** Pinning and unpinning a message, for `message_pin` and `message_unpin`. */

import { type Audience, type Emission, emit, viewers } from "../../chat/emission.ts";
import { hasPermission, mayInChannel } from "../../chat/permissions.ts";
import { packetPlace, placeInSight, placeNow } from "../../chat/place.ts";
import { pinMessage } from "../../db/pins.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { messagePin, messageUnpin } from "../../protocol/events.ts";
import { auditRecord } from "../audit.ts";
import { announced, answered, commit } from "../outcome.ts";
import type { InPlace } from "../world.ts";

export const pinErrors = ["message_not_found", "pin_denied"] as const;

export function pin(context: InPlace, id: string) {
  return change(context, id, true, (fields, to) => emit(messagePin, { ...fields, pinned: true }, to));
}

export function unpin(context: InPlace, id: string) {
  return change(context, id, false, (fields, to) => emit(messageUnpin, { ...fields, pinned: false }, to));
}

interface PinFields extends ReturnType<typeof packetPlace> {
  readonly id: string;
  readonly global: true;
}

function change<Name extends string>(
  context: InPlace,
  id: string,
  pinned: boolean,
  event: (fields: PinFields, to: Audience) => Emission<Name>,
) {
  const { channel, thread, room, user, state } = context;
  const roles = state.roles.byId;
  if (!mayInChannel(user, roles, channel, "pin") && !hasPermission(user, roles, "manage_messages", channel)) {
    return fail("pin_denied");
  }
  const record = auditRecord(
    context,
    pinned ? "message_pin" : "message_unpin",
    { id, name: null },
    { channel: channel.name, ...(thread && { thread_id: thread.id }) },
  );
  return commit(pinMessage({ room, id, pinned, record }), (outcome) => {
    if (isFailure(outcome)) return outcome;
    const at = outcome.changed ? placeNow(context, state) : placeInSight(context);
    if (isFailure(at)) return at;
    const fields = { id, ...packetPlace(at), global: true as const };
    const emission = event(fields, viewers(channel.id));
    return { reply: outcome.changed ? announced(emission) : answered(emission) };
  });
}
