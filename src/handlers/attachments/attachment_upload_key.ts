import { Type } from "@sinclair/typebox";
import { uploadKeyLifetime } from "../../chat/upload-keys.ts";
import { fail } from "../../protocol/errors.ts";
import { hashOfSecret, newSecret } from "../../sealing/sealing.ts";
import { command } from "../command.ts";

export const attachmentUploadKey = command({
  name: "attachment_upload_key",
  summary:
    "Makes a key for uploads over HTTP (`Authorization: Bearer KEY`), for accounts without a Rotur validator too. It stands for the user for ten minutes.",
  login: "required",
  timedOut: "refused",
  cost: "change",
  request: Type.Object({}),
  reply: Type.Object({
    key: Type.String(),
    expires_at: Type.Number({ description: "Unix seconds with fraction" }),
  }),
  events: [],
  errors: ["attachments_disabled"],
  handler({ config, user, now }) {
    if (!config.attachments.enabled) return fail("attachments_disabled");
    const key = newSecret();
    return {
      effects: [{ kind: "upload_key_made", hash: hashOfSecret(key), user: user.id }],
      reply: { key, expires_at: (now + uploadKeyLifetime) / 1000 },
    };
  },
});
