/** Looking at uploads and deleting them. */
import { wireAttachment } from "../../chat/attachments.ts";
import { hasPermission } from "../../chat/permissions.ts";
import { placeSeenBy } from "../../chat/place.ts";
import type { State } from "../../chat/state.ts";
import { type Placed, removeAttachment } from "../../db/attachments.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { auditRecord } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";
import { goneEvents } from "./gone.ts";

/** The place of the message that has it, if the member may view that; null: no message has it. */
function placeFor({ message }: Placed, { user, state }: ByMember) {
  return message && (placeSeenBy(message.room, user.id, state) ?? "hidden");
}

/** Whether the member may know of the upload: it is in a message that they may view, or their own. */
export function seesAttachment(attachment: Placed, context: ByMember): boolean {
  if (attachment.uploader === context.user.id) return true;
  const place = placeFor(attachment, context);
  return place !== null && place !== "hidden";
}

/** Whether the file is there. @param now Unix seconds */
export function isThere({ blob, expiresAt }: Placed, now: number): boolean {
  return blob !== null && (expiresAt === null || expiresAt > now);
}

/** Removes a file; its message stays. Members with `manage_messages` in its channel remove anybody's. */
export function deleteAttachment(context: ByMember, attachment: Placed) {
  const { user, state, now } = context;
  const { id, name, uploader } = attachment;
  const place = placeFor(attachment, context);
  const channel = place === null || place === "hidden" ? undefined : place.channel;
  const isOwn = uploader === user.id;
  if (!isOwn && !(channel && hasPermission(user, state.roles.byId, "manage_messages", channel))) {
    return fail("attachment_denied");
  }
  const at = now / 1000;
  const details = { author: uploader, ...(channel && { channel: channel.name }) };
  const acting = { ...context, ...(channel && { channel }) };
  const record = isOwn ? null : auditRecord(acting, "attachment_delete", { id, name }, details);
  return commit(removeAttachment({ id, now: at, record }), (outcome) => {
    if (isFailure(outcome)) return outcome;
    return {
      events: goneEvents([outcome.removed], at, state),
      reply: { attachment_id: id, deleted: true as const },
    };
  });
}

/** With where it is. */
export function listedAttachment(attachment: Placed, state: State, userId: string) {
  const { id, message, createdAt } = attachment;
  const place = message && placeSeenBy(message.room, userId, state);
  return {
    ...wireAttachment(attachment, state.attachmentUrl(id)),
    channel: place ? place.channel.name : null,
    message_id: place ? message.id : null,
    created_at: createdAt,
  };
}
