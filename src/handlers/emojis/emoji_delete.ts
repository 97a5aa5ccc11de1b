import { Type } from "@sinclair/typebox";
import { removePicture } from "../../actions/named-pictures/manage.ts";
import { emojiRules } from "../../actions/named-pictures/rules.ts";
import { emojiDelete as emojiDeleteEvent } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { PictureNumber } from "../named-picture-fields.ts";

export const emojiDelete = command({
  name: "emoji_delete",
  summary: "Deletes a custom emoji, and tells everybody.",
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ emoji_id: PictureNumber }),
  reply: Type.Object({
    id: Type.Integer(),
    deleted: Type.Boolean({ description: "False: there is no emoji with this id" }),
  }),
  events: [emojiDeleteEvent],
  errors: ["emoji_not_found"],
  handler(context, { emoji_id }) {
    const id = Number(emoji_id);
    const emoji = context.state.namedPictures.emoji.byId.get(id);
    return emoji ? removePicture(context, emojiRules, emoji) : { reply: { id, deleted: false } };
  },
});
