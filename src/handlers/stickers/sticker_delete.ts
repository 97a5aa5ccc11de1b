import { Type } from "@sinclair/typebox";
import { removePicture } from "../../actions/named-pictures/manage.ts";
import { stickerRules } from "../../actions/named-pictures/rules.ts";
import { fail } from "../../protocol/errors.ts";
import { stickerDelete as stickerDeleteEvent } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { PictureNumber } from "../named-picture-fields.ts";

export const stickerDelete = command({
  name: "sticker_delete",
  summary: "Deletes a sticker, and tells everybody.",
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ id: PictureNumber }),
  reply: stickerDeleteEvent.fields,
  events: [stickerDeleteEvent],
  errors: ["sticker_not_found"],
  handler(context, { id }) {
    const sticker = context.state.namedPictures.sticker.byId.get(Number(id));
    return sticker ? removePicture(context, stickerRules, sticker) : fail("sticker_not_found");
  },
});
