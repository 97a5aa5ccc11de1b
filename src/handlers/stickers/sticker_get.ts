import { Type } from "@sinclair/typebox";
import { fail } from "../../protocol/errors.ts";
import { StickerObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { PictureNameInAnyCase, PictureNumber } from "../named-picture-fields.ts";

export const stickerGet = command({
  name: "sticker_get",
  summary: "Gets one sticker, by its id or its name.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({ id: Type.Optional(PictureNumber), name: Type.Optional(PictureNameInAnyCase) }),
  reply: Type.Object({ sticker: Type.Composite([Type.Object({ id: Type.String() }), StickerObject]) }),
  events: [],
  errors: ["sticker_not_found"],
  handler({ state }, { id, name }) {
    if (id === undefined && name === undefined) {
      return fail("invalid_field", { field: "id", problem: "id or name is required" });
    }
    const { byId, byName } = state.namedPictures.sticker;
    const sticker = id === undefined ? byName(name ?? "") : byId.get(Number(id));
    if (!sticker) return fail("sticker_not_found");
    return { reply: { sticker: { ...sticker, id: String(sticker.id) } } };
  },
});
