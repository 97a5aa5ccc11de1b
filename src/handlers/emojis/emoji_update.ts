import { Type } from "@sinclair/typebox";
import { changeEmoji } from "../../actions/emojis/manage.ts";
import { fail } from "../../protocol/errors.ts";
import { emojiUpdate as emojiUpdateEvent } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { EmojiId, EmojiImage, NewEmojiName } from "./emoji-fields.ts";

export const emojiUpdate = command({
  name: "emoji_update",
  summary: "Changes the name or the picture of a custom emoji, and tells everybody.",
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  largeFrames: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    emoji_id: EmojiId,
    name: Type.Optional(NewEmojiName),
    image: Type.Optional(EmojiImage),
  }),
  reply: Type.Object({
    id: Type.Integer(),
    updated: Type.Boolean({ description: "False: there is no emoji with this id" }),
    name: Type.Optional(Type.String()),
    fileName: Type.Optional(Type.String()),
  }),
  events: [emojiUpdateEvent],
  errors: [
    "emoji_not_found",
    "emoji_name_taken",
    "emoji_image_invalid",
    "emoji_svg",
    "emoji_type_refused",
    "storage_full",
  ],
  handler(context, { emoji_id, ...changes }) {
    const id = Number(emoji_id);
    if (changes.name === undefined && changes.image === undefined) {
      return fail("invalid_field", { field: "name", problem: "name or image is required" });
    }
    const emoji = context.state.emojis.get(id);
    return emoji ? changeEmoji(context, emoji, changes) : { reply: { id, updated: false } };
  },
});
