import { Type } from "@sinclair/typebox";
import { addPicture } from "../../actions/named-pictures/manage.ts";
import { stickerRules } from "../../actions/named-pictures/rules.ts";
import { isFailure } from "../../protocol/errors.ts";
import { stickerAdd as stickerAddEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";
import { NamedImage, NewPictureName } from "../named-picture-fields.ts";
import { checkedDescription, Description } from "./sticker-fields.ts";

export const stickerAdd = command({
  name: "sticker_add",
  summary: `Adds a sticker, and tells everybody. At most ${limits.stickers}. Its id is never given to another one.`,
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  adds: true,
  largeFrames: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object({ name: NewPictureName, image: NamedImage, description: Description }),
  reply: stickerAddEvent.fields,
  events: [stickerAddEvent],
  errors: ["too_many", "sticker_name_taken", "sticker_image_invalid", "sticker_svg"],
  handler(context, { name, image, ...given }) {
    const checked = checkedDescription(given.description ?? null);
    if (isFailure(checked)) return checked;
    return addPicture(context, stickerRules, { name, image, description: checked.description ?? null });
  },
});
