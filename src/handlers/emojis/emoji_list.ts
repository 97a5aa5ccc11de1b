import { Type } from "@sinclair/typebox";
import { EmojiMap } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { emojiMap } from "./emoji-map.ts";

export const emojiList = command({
  name: "emoji_list",
  summary: "Lists the custom emojis of the server. `emoji_get_all` under the name that newer clients use.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ emojis: EmojiMap }),
  events: [],
  errors: [],
  handler: ({ state }) => ({ reply: { emojis: emojiMap(state) } }),
});
