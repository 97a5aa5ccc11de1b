/** Examples of packets, made from their schemas: always the same, always valid. */
import { type TSchema, TypeGuard } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { recordValue } from "./fields.ts";
import { objectName } from "./objects.ts";

const id = "019b76da-a800-7c3a-9d1e-5b2f4c6a8e01";

/**
 * What stands in a field, by its name; `outer.name` goes before `name`, where outer is the field or the subject
 * that it belongs to. A schema's own `examples` goes before both. A value that the schema refuses is not used.
 */
const values: Readonly<Record<string, unknown>> = {
  id,
  user_id: id,
  message_id: id,
  "user.id": "6b0c2f4e-51d3-4c8e-9a57-0d1e2f3a4b5c",
  "users.id": "6b0c2f4e-51d3-4c8e-9a57-0d1e2f3a4b5c",
  user: "mira",
  username: "mira",
  users: ["mira"],
  nickname: "Mira",
  password: "correct horse battery",
  channel: "general",
  "channels.name": "general",
  "channel.name": "general",
  current_name: "general",
  display_name: "General",
  role: "helper",
  "roles.name": "helper",
  "role.name": "helper",
  "user.roles": ["user"],
  "users.roles": ["user"],
  roles: ["helper", "user"],
  pings: { users: [], roles: [], replies: [] },
  name: "example",
  type: "text",
  "status.status": "online",
  status: "online",
  "status.text": "reading",
  "message.content": "Hello, everybody",
  content: "Hello, everybody",
  color: "#5865f2",
  gradient: ["#5865f2", "#eb459e"],
  validator:
    "6b0c2f4e-51d3-4c8e-9a57-0d1e2f3a4b5c,9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  validator_key: "originChats-q1ZrT8vXcN2mB5kL7jH9gF4dS6aP3oWe",
  timestamp: 1767225600.25,
  server_time: 1767225600.25,
  sent_at: 1767225600250,
  nonce: "7f3c",
  epoch: "019b76da-a800-7000-8000-000000000001",
  seq: 1042,
  code: "AB12-CD34",
  "error.code": "channel_not_found",
  "error.val": "Channel not found",
  "error.src": "message_new",
  "error.channel": "general",
  "rate_limit.reason": "Rate limited: wait 4 seconds",
  "disconnect.reason": "You left the server",
  "auth_error.code": "invalid_password",
  "auth_error.val": "Invalid password",
  "auth_success.val": "Authentication successful",
  length: 4200,
  duration: 6000,
  "quiet_hours.from": "22:00",
  "quiet_hours.to": "07:00",
  "quiet_hours.time_zone": "Europe/Vienna",
  endpoint: "https://push.example/send/ab12",
  "keys.p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  "keys.auth": "BTBZMqHH6r4Tts7J_aSIgg",
  "push_get_vapid.key":
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
  device_fingerprint: "773264102c017512",
  limit: 50,
  start: 0,
  end: 50,
  position: 2,
  auth_mode: "rotur",
  version: "1.1.0",
  url: "https://chat.example",
  capabilities: ["auth", "message_new"],
  permissions: ["send_messages"],
  "channel.permissions": {
    view: ["user"],
    send: ["user"],
    delete: ["owner"],
    delete_own: ["user"],
    edit_own: ["user"],
    react: ["user"],
    pin: ["owner"],
    create_thread: ["owner"],
  },
  "channel.last_message": 1767225600.25,
  "channel.last_message_id": id,
  "details.before": { nickname: null },
  details: { nickname: "Mi", before: { nickname: null } },
  unreads: {
    general: { last_read: id, unread_count: 3, ping_count: 1, total_messages: 120 },
  },
  action_counts: { "user_moderation.user_kick": 2 },
  category_totals: { user_moderation: 2 },
  "handshake.permissions": ["administrator"],
  server: { name: "Tea House", owner: { name: "mira" } },
  limits: { post_content: 2000, search_results: 30 },
  attachments: { enabled: false },
  emoji: "👍",
  reason: "Spam",
  global: true,
  cracked: false,
  pinned: false,
  pfp: "https://avatars.rotur.dev/mira",
  pfp_url: "https://avatars.rotur.dev/mira",
  signing_url: "https://chat.example",
  "ready.validator": "hV0Y3sZq8bK1nT5wX9cR2mP7dF4gJ6aL0eU8iO3yB1Q",
  query: "tea",
  topic: "Tea",
};

/** An example of what the schema describes. `request`: with the optional fields that one usually sends. */
export function example(schema: TSchema, subject: string, kind: "request" | "packet"): unknown {
  const written: unknown = schema.examples?.[0];
  if (written !== undefined) return written;
  if (TypeGuard.IsObject(schema)) {
    const outer = objectName(schema) ?? subject;
    const required = new Set(schema.required ?? []);
    const fields = Object.fromEntries(
      Object.entries(schema.properties)
        // What may be null is there to be cleared or left out; that says more in the table than in an example.
        .filter(
          ([name, field]) =>
            required.has(name) ||
            (kind === "request" ? !isNullable(field) : name === "global" || `${outer}.${name}` in values),
        )
        .map(([name, field]) => [name, fieldExample(name, field, outer, kind)]),
    );
    return inOnePlace(fields, schema.properties["thread_id"]);
  }
  if (TypeGuard.IsIntersect(schema)) {
    return Object.assign({}, ...schema.allOf.map((part) => example(part, subject, kind)));
  }
  if (TypeGuard.IsArray(schema)) {
    const count = Math.max(1, schema.minItems ?? 0);
    return Array.from({ length: count }, () => example(schema.items, subject, kind));
  }
  if (TypeGuard.IsRecord(schema)) return recordExample(recordValue(schema), subject, kind);
  if (TypeGuard.IsUnion(schema)) {
    const variant = schema.anyOf.find((part) => !TypeGuard.IsNull(part)) ?? schema.anyOf[0];
    return variant ? example(variant, subject, kind) : null;
  }
  return scalar(schema);
}

/** A channel's packet has no thread, where there may be none; a thread's has its forum as the channel. */
function inOnePlace(fields: Record<string, unknown>, thread: TSchema | undefined): Record<string, unknown> {
  if (!thread || !("thread_id" in fields) || typeof fields["channel"] !== "string") return fields;
  return isNullable(thread) ? { ...fields, thread_id: null } : { ...fields, channel: "help" };
}

function fieldExample(name: string, schema: TSchema, outer: string, kind: "request" | "packet"): unknown {
  const written: unknown = schema.examples?.[0];
  if (written !== undefined) return written;
  for (const key of [`${outer}.${name}`, name]) {
    if (Object.hasOwn(values, key) && Value.Check(schema, values[key])) return values[key];
  }
  const made = example(schema, name, kind);
  return name.endsWith("_id") && typeof made === "string" ? id : made;
}

function recordExample(schema: TSchema, subject: string, kind: "request" | "packet"): unknown {
  const value = example(schema, subject, kind);
  const named =
    typeof value === "object" && value !== null && "name" in value ? String(value.name) : "example";
  return { [named]: value };
}

function scalar(schema: TSchema): unknown {
  if (TypeGuard.IsLiteral(schema)) return schema.const;
  if (TypeGuard.IsString(schema)) {
    return "example".padEnd(schema.minLength ?? 0, "x").slice(0, schema.maxLength);
  }
  if (TypeGuard.IsBoolean(schema)) return true;
  if (TypeGuard.IsInteger(schema) || TypeGuard.IsNumber(schema)) {
    return Math.min(Math.max(1, schema.minimum ?? 1), schema.maximum ?? Number.POSITIVE_INFINITY);
  }
  return null;
}

function isNullable(schema: TSchema): boolean {
  return TypeGuard.IsUnion(schema) && schema.anyOf.some((part) => TypeGuard.IsNull(part));
}
