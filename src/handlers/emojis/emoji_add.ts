import { Type } from "@sinclair/typebox";
import { addPicture } from "../../actions/named-pictures/manage.ts";
import { emojiRules } from "../../actions/named-pictures/rules.ts";
import { emojiAdd as emojiAddEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";
import { NamedImage, NewPictureName } from "../named-picture-fields.ts";

export const emojiAdd = command({
  name: "emoji_add",
  summary: `Adds a custom emoji, and tells everybody. At most ${limits.emojis}. Its id is never given to another one.`,
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  adds: true,
  largeFrames: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object({ name: NewPictureName, image: NamedImage }),
  reply: emojiAddEvent.fields,
  events: [emojiAddEvent],
  errors: ["too_many", "emoji_name_taken", "emoji_image_invalid", "emoji_svg", "emoji_type_refused"],
  handler: (context, request) => addPicture(context, emojiRules, request),
});
