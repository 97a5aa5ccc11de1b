import { Type } from "@sinclair/typebox";
import { fail } from "../../protocol/errors.ts";
import { command } from "../command.ts";
import { PictureNameInAnyCase } from "../named-picture-fields.ts";

export const emojiGetFilename = command({
  name: "emoji_get_filename",
  summary: "Gets the file name of the custom emoji with a name.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({ name: PictureNameInAnyCase }),
  reply: Type.Object({
    name: Type.String({ description: "As it was sent" }),
    filepath: Type.String({ description: "The file name: there is no path in it" }),
  }),
  events: [],
  errors: ["emoji_not_found"],
  handler({ state }, { name }) {
    const emoji = state.namedPictures.emoji.byName(name);
    return emoji ? { reply: { name, filepath: emoji.fileName } } : fail("emoji_not_found");
  },
});
