/** Section of the configuration about what goes by age. `modlog` and `attachments` have keys of their own. */
import { Type } from "@sinclair/typebox";
import { byOwners, days } from "./schema-words.ts";

export const retentionSection = Type.Object(
  {
    messages_days: Type.Union([Type.Integer(days), Type.Null()], {
      default: null,
      ...byOwners,
      description:
        "Days after which messages are deleted, in channels without a `retention_days` of their own; pinned ones stay. null or 0: messages are kept for ever.",
    }),
    versions_days: Type.Union([Type.Integer(days), Type.Null()], {
      default: null,
      ...byOwners,
      description:
        "Days after which the earlier versions of edited messages are deleted; the messages stay. null or 0: they are kept as long as their message.",
    }),
  },
  { description: "What is deleted by age (docs/retention.md)." },
);
