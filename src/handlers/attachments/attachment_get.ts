import { Type } from "@sinclair/typebox";
import { wireAttachment } from "../../chat/attachments.ts";
import { isFailure } from "../../protocol/errors.ts";
import { AttachmentObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { AttachmentId, attachmentFor } from "./attachment-fields.ts";

export const attachmentGet = command({
  name: "attachment_get",
  summary: "Gets an upload: an own one, or one in a message that the user may view.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({ attachment_id: AttachmentId }),
  replyName: "attachment_info",
  reply: Type.Object({ attachment: AttachmentObject }),
  events: [],
  errors: ["attachment_not_found"],
  async handler(context, { attachment_id }) {
    const found = await attachmentFor(context, attachment_id);
    if (isFailure(found)) return found;
    return { reply: { attachment: wireAttachment(found, context.state.attachmentUrl(found.id)) } };
  },
});
