/** The fields of a channel in requests. */
import { Type } from "@sinclair/typebox";
import { limits } from "./limits.ts";

const nullableText = (maxLength: number, description: string) =>
  Type.Optional(Type.Union([Type.String({ maxLength: maxLength * 2 }), Type.Null()], { description }));

export const channelTypes = ["text", "voice", "separator", "forum"] as const;
export type ChannelType = (typeof channelTypes)[number];
export const ChannelTypeName = Type.Union(channelTypes.map((type) => Type.Literal(type)));

export const channelFields = {
  description: nullableText(limits.channelDescription, `At most ${limits.channelDescription} characters`),
  display_name: nullableText(
    limits.channelDisplayName,
    `At most ${limits.channelDisplayName} characters; shown instead of the name`,
  ),
  icon: nullableText(limits.channelIcon, "http or https URL"),
  size: Type.Optional(
    Type.Union([Type.Number({ minimum: 0, maximum: 1000 }), Type.Literal(""), Type.Null()], {
      description: "Height of a separator in pixels",
    }),
  ),
  slow_mode: Type.Optional(
    Type.Union([Type.Integer({ minimum: 0, maximum: limits.slowMode }), Type.Null()], {
      description: `Seconds that a member waits between messages, 0-${limits.slowMode}; 0 = no wait`,
    }),
  ),
  retention_days: Type.Optional(
    Type.Union([Type.Integer({ minimum: 0, maximum: limits.retentionDays }), Type.Null()], {
      description: `Days after which messages are deleted, unless they are pinned, 1-${limits.retentionDays}; 0 = never, null = as the server's configuration says. A forum's threads follow it`,
    }),
  ),
  permissions: Type.Optional(
    Type.Union([Type.Record(Type.String({ maxLength: limits.permissionId }), Type.Unknown()), Type.Null()], {
      description: "Action to list of role names, `!name` blocks; an absent key means its default",
    }),
  ),
};
