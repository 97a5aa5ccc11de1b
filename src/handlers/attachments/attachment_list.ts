import { Type } from "@sinclair/typebox";
import { listedAttachment, seesAttachment } from "../../actions/attachments/manage.ts";
import { accessUser } from "../../chat/access.ts";
import { hasPermission, mayView } from "../../chat/permissions.ts";
import { attachmentsOf } from "../../db/attachment-list.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { AttachmentObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

const ListedAttachment = Type.Object({
  ...AttachmentObject.properties,
  channel: Type.Union([Type.String(), Type.Null()], {
    description: "Where its message is; null: it is in no message, or in one that the user may not view",
  }),
  message_id: Type.Union([Type.String(), Type.Null()]),
  created_at: Type.Number({ description: "When it was uploaded; Unix seconds with fraction" }),
});

export const attachmentList = command({
  name: "attachment_list",
  summary:
    "Lists the uploads of a member whose files are there, newest first. Those of others need `manage_messages`; only those in channels that the user may view are listed.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({
    user: Type.Optional(
      Type.String({ maxLength: limits.username, description: "Username or id. Default: oneself" }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: "Default 50" })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, description: "Default 0" })),
  }),
  reply: Type.Object({
    attachments: Type.Array(ListedAttachment),
    total: Type.Integer({ description: "All that could be listed" }),
  }),
  events: [],
  errors: ["permission_required", "user_not_found"],
  async handler(context, { user: name, limit = 50, offset = 0 }) {
    const { user, state, read } = context;
    const owner = name === undefined ? user : accessUser(name, state);
    if (isFailure(owner)) return owner;
    if (owner.id !== user.id && !hasPermission(user, state.roles.byId, "manage_messages")) {
      return fail("permission_required", { permission: "manage_messages" });
    }
    const seen = state.channels.filter((channel) => mayView(user, channel, state)).map(({ id }) => id);
    const channels = owner.id === user.id ? null : seen;
    const found = await read(attachmentsOf({ uploader: owner.id, channels, offset, limit }));
    // A change of channels or roles may have overtaken the reading.
    const now = state.users.get(user.id);
    const attachments = found.attachments.filter(
      (one) => now && seesAttachment(one, { ...context, user: now }),
    );
    const { total } = found;
    const listed = attachments.map((attachment) => listedAttachment(attachment, state, user.id));
    return { reply: { attachments: listed, total } };
  },
});
