import { Type } from "@sinclair/typebox";
import { deleteAttachment } from "../../actions/attachments/manage.ts";
import { isFailure } from "../../protocol/errors.ts";
import { attachmentGone } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { AttachmentId, attachmentFor } from "./attachment-fields.ts";

export const attachmentDelete = command({
  name: "attachment_delete",
  summary:
    "Removes an uploaded file. Its message stays and shows the name of the file. Members with `manage_messages` may remove anybody's.",
  login: "required",
  timedOut: "refused",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ attachment_id: AttachmentId }),
  replyName: "attachment_deleted",
  reply: Type.Object({ attachment_id: Type.String(), deleted: Type.Literal(true) }),
  events: [attachmentGone],
  errors: ["attachment_not_found", "attachment_denied"],
  async handler(context, { attachment_id }) {
    const found = await attachmentFor(context, attachment_id);
    return isFailure(found) ? found : deleteAttachment(context, found);
  },
});
