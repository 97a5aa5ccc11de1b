import { Type } from "@sinclair/typebox";
import { auditRecord } from "../../actions/audit.ts";
import { announced, commit } from "../../actions/outcome.ts";
import { emit, viewers } from "../../chat/emission.ts";
import { hasPermission, mayInChannel } from "../../chat/permissions.ts";
import { packetPlace, placeNow } from "../../chat/place.ts";
import { lockedThread, timedOut } from "../../chat/speaking.ts";
import { wireTail } from "../../chat/wire-thread.ts";
import { deleteMessage } from "../../db/delete-message.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { messageDelete as messageDeleteEvent } from "../../protocol/events.ts";
import { Newest } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, MessageId, placeFields } from "../request-fields.ts";

export const messageDelete = channelCommand({
  name: "message_delete",
  summary:
    "Deletes a message for good: an own one, or with `delete` or `manage_messages` anybody's. While timed out, only an own one.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  locates: "id",
  cost: "message",
  order: "pipelined",
  request: Type.Object({ id: MessageId, ...channelAddress }),
  reply: Type.Object({
    id: Type.String(),
    ...placeFields,
    ...Newest.properties,
    global: Type.Literal(true),
  }),
  events: [messageDeleteEvent],
  errors: ["message_not_found", "delete_denied", "timed_out", "thread_locked"],
  handler(context, request) {
    const { channel, thread, room, user, state, config } = context;
    const roles = state.roles.byId;
    // Timed out, even a moderator deletes own messages only.
    const muted = timedOut(context.timeoutLeft(user));
    const mayAny =
      !muted &&
      (mayInChannel(user, roles, channel, "delete") ||
        hasPermission(user, roles, "manage_messages", channel));
    // In a locked thread only moderators delete (04 §1).
    const locked = thread && lockedThread(thread, user, state);
    if (locked && !mayAny) return locked;
    const mayOwn = mayInChannel(user, roles, channel, "delete_own");
    return commit(
      deleteMessage({
        ...{ id: request.id, room, actor: user.id, mayOwn, mayAny },
        record: auditRecord(
          context,
          "message_delete",
          { id: request.id, name: null },
          { channel: channel.name, ...(thread && { thread_id: thread.id }) },
        ),
        keepsText: config.modlog.retention.deleted_text > 0,
      }),
      (deleted) => {
        if (deleted.kind === "missing") return fail("message_not_found");
        if (deleted.kind === "denied") return muted ?? fail("delete_denied");
        const at = placeNow(context, state);
        if (isFailure(at)) return at;
        const tail = deleted.newest;
        return {
          changes: [{ type: "tail", room, tail }],
          reply: announced(
            emit(
              messageDeleteEvent,
              { id: request.id, ...packetPlace(at), ...wireTail(tail), global: true },
              viewers(channel.id),
            ),
          ),
        };
      },
    );
  },
});
