import { Type } from "@sinclair/typebox";
import { fail } from "../../protocol/errors.ts";
import { EmojiObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { PictureNameInAnyCase, PictureNumber } from "../named-picture-fields.ts";

export const emojiGet = command({
  name: "emoji_get",
  summary: "Gets one custom emoji, by its id or its name.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({ id: Type.Optional(PictureNumber), name: Type.Optional(PictureNameInAnyCase) }),
  reply: Type.Object({ emoji: Type.Composite([Type.Object({ id: Type.String() }), EmojiObject]) }),
  events: [],
  errors: ["emoji_not_found"],
  handler({ state }, { id, name }) {
    if (id === undefined && name === undefined) {
      return fail("invalid_field", { field: "id", problem: "id or name is required" });
    }
    const emoji =
      id === undefined
        ? state.namedPictures.emoji.byName(name ?? "")
        : state.namedPictures.emoji.byId.get(Number(id));
    if (!emoji) return fail("emoji_not_found");
    const { fileName } = emoji;
    return { reply: { emoji: { id: String(emoji.id), name: emoji.name, fileName } } };
  },
});
