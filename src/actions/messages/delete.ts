import { emit, viewers } from "../../chat/emission.ts";
import { hasPermission, mayInChannel } from "../../chat/permissions.ts";
import { packetPlace, placeNow } from "../../chat/place.ts";
import { lockedThread, timedOut } from "../../chat/speaking.ts";
import { wireTail } from "../../chat/wire-thread.ts";
import { deleteMessage } from "../../db/delete-message.ts";
import { isFailure } from "../../protocol/errors.ts";
import { messageDelete as messageDeleteEvent } from "../../protocol/events.ts";
import { auditRecord } from "../audit.ts";
import { announced, commit } from "../outcome.ts";
import type { InPlace } from "../world.ts";

/**
 * Deletes an own message. Members with `delete` or `manage_messages` delete anybody's.
 *
 * @param left milliseconds that are left of the actor's timeout. During one even moderators delete only own messages
 */
export function removeMessage(context: InPlace, id: string, left: number) {
  const { channel, thread, room, user, state, config } = context;
  const roles = state.roles.byId;
  const muted = timedOut(left);
  const mayAny =
    !muted &&
    (mayInChannel(user, roles, channel, "delete") || hasPermission(user, roles, "manage_messages", channel));
  // In a locked thread only moderators delete.
  const locked = thread && lockedThread(thread, user, state);
  if (locked && !mayAny) return locked;
  const mayOwn = mayInChannel(user, roles, channel, "delete_own");
  return commit(
    deleteMessage({
      id,
      room,
      actor: user.id,
      mayOwn,
      mayAny,
      record: auditRecord(
        context,
        "message_delete",
        { id, name: null },
        { channel: channel.name, ...(thread && { thread_id: thread.id }) },
      ),
      keepsText: config.modlog.retention.deleted_text > 0,
    }),
    (deleted) => {
      if (isFailure(deleted)) return deleted.code === "delete_denied" ? (muted ?? deleted) : deleted;
      const at = placeNow(context, state);
      if (isFailure(at)) return at;
      const tail = deleted.newest;
      return {
        changes: [{ type: "tail", room, tail }],
        reply: announced(
          emit(
            messageDeleteEvent,
            { id, ...packetPlace(at), ...wireTail(tail), global: true },
            viewers(channel.id),
          ),
        ),
      };
    },
  );
}
