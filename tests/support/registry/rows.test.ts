import { expect, test } from "bun:test";
import { rows } from "./rows.ts";

/** Fields that name something in most commands, and nothing that could go in these. */
const otherwise = [
  // What is to come into being, or to be called so.
  ...[
    "bot_create.name",
    "channel_create.name",
    "emoji_add.name",
    "emoji_update.name",
    "role_create.name",
    "server_update.name",
    "sticker_add.name",
    "sticker_update.name",
    "thread_create.name",
    "thread_new.name",
    "thread_update.name",
    "webhook_create.name",
    "webhook_update.name",
  ],
  // From connections that are not logged in.
  ...["login.username", "register.username"],
  // Of the user's own: nobody else can name it.
  ...["scheduled_delete.id", "reminder_delete.id", "session_revoke.id"],
  // Of a webhook: tests/webhooks.test.ts shows who can name one.
  ...["webhook_delete.id", "webhook_get.id", "webhook_regenerate.id", "webhook_update.id"],
  // Of an emoji, which everybody sees.
  ...["emoji_get.id", "emoji_get.name", "emoji_get_filename.name", "emoji_get_id.name"],
  // The call that the connection is in: any other name is refused alike.
  ...["voice_leave.channel", "voice_mute.channel", "voice_unmute.channel"],
  // Of a sticker, which everybody sees.
  ...["sticker_delete.id", "sticker_get.id", "sticker_get.name", "sticker_update.id"],
  // A time.
  "modlog_get.after",
  // Refused whatever it holds.
  "user_leave.channel",
];

test("a field that is called as one that names something does so too, or is listed here", () => {
  const fields = Object.entries(rows).flatMap(([command, { names }]) =>
    Object.entries(names).map(([field, kind]) => ({ command, field, kind })),
  );
  const naming = new Set(fields.flatMap(({ field, kind }) => (kind === null ? [] : [field])));
  const silent = fields.filter(({ field, kind }) => kind === null && naming.has(field));
  const found = silent.map(({ command, field }) => `${command}.${field}`);
  expect(found.filter((field) => !otherwise.includes(field))).toEqual([]);
});
