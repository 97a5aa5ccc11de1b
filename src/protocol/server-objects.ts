/** What the server shows and tells of itself. */
import { type Static, Type } from "@sinclair/typebox";
import { nullable, seconds } from "./object-fields.ts";

/** Fields of `server_info` and `server_update`. */
export const ServerFaceFields = {
  name: Type.String(),
  icon: Type.String({ description: 'URL, or ""' }),
  banner: Type.String({ description: 'URL, or ""' }),
  description: Type.String(),
  accent: Type.String({ description: 'Colour of buttons and links as `#rrggbb`, or ""' }),
};

/** Sections of config.json with the keys that members may change. */
export const ConfigObject = Type.Record(Type.String(), Type.Unknown(), {
  description: "By section and key, as in config.json (docs/configuration.md)",
});

export const ConfigKeyObject = Type.Object({
  key: Type.String({ description: "Such as `limits.post_content`" }),
  type: Type.Union(
    (["boolean", "integer", "text", "list", "choice"] as const).map((name) => Type.Literal(name)),
    { description: "`list`: of texts" },
  ),
  nullable: Type.Boolean(),
  minimum: Type.Optional(Type.Integer()),
  maximum: Type.Optional(Type.Integer()),
  options: Type.Optional(Type.Array(Type.String(), { description: "Of a choice" })),
  default: Type.Unknown({
    description: "Its value while config.json lacks the key; null if it inherits that of another one",
  }),
  inherits: Type.Optional(
    Type.String({ description: "The key whose value it has while config.json lacks it" }),
  ),
  description: Type.String({ description: "In English" }),
  owner_only: Type.Boolean({ description: "Only owners may change it" }),
});

export const ServerStatsObject = Type.Object({
  uptime: Type.Number({ description: "Seconds" }),
  started_at: seconds("When the server started"),
  version: Type.String(),
  connected_users: Type.Integer({ description: "Connections that are logged in" }),
  online_users: Type.Integer(),
  total_users: Type.Integer({ description: "Members who are not banned" }),
  total_channels: Type.Integer(),
  total_threads: Type.Integer(),
  total_roles: Type.Integer(),
  total_messages: Type.Integer(),
  messages_last_24h: Type.Integer(),
  attachments: Type.Object({ count: Type.Integer(), bytes: Type.Integer() }),
  memory: Type.Integer({ description: "Bytes of the process" }),
  database: Type.Integer({ description: "Bytes of the database" }),
  disk_free: nullable(Type.Integer({ description: "Bytes; null: not known" })),
  event_loop_delay: Type.Number({
    description: "Longest delay of the event loop in the last ten seconds, in seconds",
  }),
});
export type WireServerStats = Static<typeof ServerStatsObject>;
