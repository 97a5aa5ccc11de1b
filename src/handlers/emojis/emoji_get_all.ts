import { Type } from "@sinclair/typebox";
import { EmojiMap } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { emojiMap } from "./emoji-map.ts";

export const emojiGetAll = command({
  name: "emoji_get_all",
  summary: "Lists the custom emojis of the server.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ emojis: EmojiMap }),
  events: [],
  errors: [],
  handler: ({ state }) => ({ reply: { emojis: emojiMap(state) } }),
});
