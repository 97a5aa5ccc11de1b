import { Type } from "@sinclair/typebox";
import { fail } from "../../protocol/errors.ts";
import { command } from "../command.ts";
import { PictureNameInAnyCase } from "../named-picture-fields.ts";

export const emojiGetId = command({
  name: "emoji_get_id",
  summary: "Gets the id of the custom emoji with a name.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({ name: PictureNameInAnyCase }),
  reply: Type.Object({ name: Type.String({ description: "As it was sent" }), id: Type.String() }),
  events: [],
  errors: ["emoji_not_found"],
  handler({ state }, { name }) {
    const emoji = state.namedPictures.emoji.byName(name);
    return emoji ? { reply: { name, id: String(emoji.id) } } : fail("emoji_not_found");
  },
});
