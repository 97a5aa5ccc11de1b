/** What the commands about attachments share. */
import { Type } from "@sinclair/typebox";
import { isThere, seesAttachment } from "../../actions/attachments/manage.ts";
import type { ByMember, Reading } from "../../actions/world.ts";
import { attachmentById } from "../../db/attachments.ts";
import { fail } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";

export const AttachmentId = Type.String({ minLength: 1, maxLength: limits.id });

/** The upload that a request names, if its file is there and the user may know of it. */
export async function attachmentFor(context: ByMember & Reading, id: string) {
  const found = await context.read(attachmentById({ id }));
  // The user may have left while it was read.
  const user = context.state.users.get(context.user.id);
  if (
    !found ||
    !user ||
    !isThere(found, context.now / 1000) ||
    !seesAttachment(found, { ...context, user })
  ) {
    return fail("attachment_not_found", { id });
  }
  return found;
}
