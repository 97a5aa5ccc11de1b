/** What `message_pin` and `message_unpin` have in common (03 §9.1). */

import { Type } from "@sinclair/typebox";
import { announced, commit } from "../../actions/outcome.ts";
import { emit, viewers } from "../../chat/emission.ts";
import { hasPermission, mayInChannel } from "../../chat/permissions.ts";
import { pinMessage } from "../../db/pins.ts";
import { fail } from "../../protocol/errors.ts";
import { messagePin, messageUnpin } from "../../protocol/events.ts";
import { auditRecord } from "../audit.ts";
import type { ChannelContext, Next } from "../command.ts";
import { packetPlace, placeFields, placeInSight, placeNow } from "../place.ts";

export const pinReply = {
  id: Type.String(),
  ...placeFields,
  pinned: Type.Boolean(),
  global: Type.Literal(true),
};

export const pinErrors = ["message_not_found", "pin_denied"] as const;

export function setPinned(context: ChannelContext, id: string, pinned: boolean): Next {
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
    if (outcome === "missing") return fail("message_not_found");
    const at = outcome === "changed" ? placeNow(context, state) : placeInSight(context);
    if ("code" in at) return at;
    const fields = { id, ...packetPlace(at), global: true as const };
    const to = viewers(channel.id);
    const emission = pinned
      ? emit(messagePin, { ...fields, pinned: true }, to)
      : emit(messageUnpin, { ...fields, pinned: false }, to);
    return { reply: outcome === "changed" ? announced(emission) : { ...fields, pinned } };
  });
}
