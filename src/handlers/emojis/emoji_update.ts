import { Type } from "@sinclair/typebox";
import { changePicture } from "../../actions/named-pictures/manage.ts";
import { emojiRules } from "../../actions/named-pictures/rules.ts";
import { fail } from "../../protocol/errors.ts";
import { emojiUpdate as emojiUpdateEvent } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { NamedImage, NewPictureName, PictureNumber } from "../named-picture-fields.ts";

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
    emoji_id: PictureNumber,
    name: Type.Optional(NewPictureName),
    image: Type.Optional(NamedImage),
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
    const emoji = context.state.namedPictures.emoji.byId.get(id);
    return emoji ? changePicture(context, emojiRules, emoji, changes) : { reply: { id, updated: false } };
  },
});
