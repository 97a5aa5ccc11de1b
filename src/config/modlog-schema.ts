/** Section of the configuration about the audit log. */
import { Type } from "@sinclair/typebox";
import { byOwners, days, written } from "./schema-words.ts";

export const modlogSection = Type.Object(
  {
    enabled: Type.Boolean({ ...written(true), ...byOwners, description: "Record what moderators do." }),
    retention: Type.Object({
      default: Type.Integer({
        ...written(90),
        ...days,
        ...byOwners,
        description: "Days that an entry is kept.",
      }),
      user_moderation: Type.Integer({
        generated: 365,
        inherits: "default",
        ...days,
        ...byOwners,
        description: "Days for bans, kicks, timeouts and roles of users.",
      }),
      role_management: Type.Integer({
        generated: 365,
        inherits: "default",
        ...days,
        ...byOwners,
        description: "Days for changes of roles.",
      }),
      channel_management: Type.Integer({
        generated: 180,
        inherits: "default",
        ...days,
        ...byOwners,
        description: "Days for changes of channels.",
      }),
      message_moderation: Type.Integer({
        generated: 90,
        inherits: "default",
        ...days,
        ...byOwners,
        description: "Days for deleted and pinned messages.",
      }),
      server_management: Type.Integer({
        generated: 180,
        inherits: "default",
        ...days,
        ...byOwners,
        description: "Days for changes of the server, emojis, webhooks and plugins.",
      }),
      deleted_text: Type.Integer({
        ...written(0),
        ...days,
        ...byOwners,
        description:
          "Days that an entry holds the text of a message that another member deleted. 0: no text is kept.",
      }),
    }),
  },
  { description: "The audit log." },
);
