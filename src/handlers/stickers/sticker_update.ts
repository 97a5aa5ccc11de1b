import { Type } from "@sinclair/typebox";
import { changePicture } from "../../actions/named-pictures/manage.ts";
import { stickerRules } from "../../actions/named-pictures/rules.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { stickerUpdate as stickerUpdateEvent } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { NamedImage, NewPictureName, PictureNumber } from "../named-picture-fields.ts";
import { checkedDescription, Description } from "./sticker-fields.ts";

export const stickerUpdate = command({
  name: "sticker_update",
  summary: "Changes the name, the picture or the description of a sticker, and tells everybody.",
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  largeFrames: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    id: PictureNumber,
    name: Type.Optional(NewPictureName),
    image: Type.Optional(NamedImage),
    description: Description,
  }),
  reply: stickerUpdateEvent.fields,
  events: [stickerUpdateEvent],
  errors: ["sticker_not_found", "sticker_name_taken", "sticker_image_invalid", "sticker_svg", "storage_full"],
  handler(context, { id, name, image, ...given }) {
    const checked = checkedDescription(given.description);
    if (isFailure(checked)) return checked;
    const { description } = checked;
    const changes = {
      ...(name !== undefined && { name }),
      ...(image !== undefined && { image }),
      ...(description !== undefined && { description }),
    };
    if (Object.keys(changes).length === 0) {
      return fail("invalid_field", { field: "name", problem: "name, image or description is required" });
    }
    const sticker = context.state.namedPictures.sticker.byId.get(Number(id));
    return sticker ? changePicture(context, stickerRules, sticker, changes) : fail("sticker_not_found");
  },
});
