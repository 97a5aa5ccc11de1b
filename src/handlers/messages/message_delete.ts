import { Type } from "@sinclair/typebox";
import { emit, viewers } from "../../chat/outcome.ts";
import { hasPermission, mayInChannel } from "../../chat/permissions.ts";
import { wireTail } from "../../chat/wire.ts";
import { deleteMessage } from "../../db/messages.ts";
import { commit } from "../../db/store.ts";
import { fail } from "../../protocol/errors.ts";
import { messageDelete as messageDeleteEvent } from "../../protocol/events.ts";
import { Newest } from "../../protocol/objects.ts";
import { channelAddress, MessageId } from "../access.ts";
import { auditRecord } from "../audit.ts";
import { channelCommand } from "../command.ts";

/** 03 §8. */
export const messageDelete = channelCommand({
  name: "message_delete",
  summary: "Deletes a message for good: an own one, or with `delete` or `manage_messages` anybody's.",
  login: "required",
  channel: ["view"],
  cost: "message",
  order: "pipelined",
  request: Type.Object({ id: MessageId, ...channelAddress }),
  reply: Type.Object({
    id: Type.String(),
    channel: Type.String(),
    ...Newest.properties,
    global: Type.Literal(true),
  }),
  events: [messageDeleteEvent],
  errors: ["message_not_found", "delete_denied"],
  handler(context, request) {
    const { channel, user, state } = context;
    const roles = state.roles.byId;
    const mayAny =
      mayInChannel(user, roles, channel, "delete") || hasPermission(user, roles, "manage_messages", channel);
    const mayOwn = mayInChannel(user, roles, channel, "delete_own");
    return commit(
      deleteMessage({
        ...{ id: request.id, channel: channel.id, actor: user.id, mayOwn, mayAny },
        record: auditRecord(
          context,
          "message_delete",
          { id: request.id, name: null },
          { channel: channel.name },
        ),
      }),
      (deleted) => {
        if (deleted.kind === "missing") return fail("message_not_found");
        if (deleted.kind === "denied") return fail("delete_denied");
        // A change of the channel may have overtaken the deletion.
        const at = state.channelById(channel.id);
        if (!at) return fail("channel_not_found");
        const { newest } = deleted;
        const tail = newest && { lastMessageId: newest.id, lastMessageAt: newest.at };
        return {
          changes: [{ type: "tail", channel: channel.id, tail }],
          announce: emit(
            messageDeleteEvent,
            { id: request.id, channel: at.name, ...wireTail(tail), global: true },
            viewers(channel.id),
            { exceptRequester: true },
          ),
        };
      },
    );
  },
});
