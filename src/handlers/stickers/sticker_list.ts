import { Type } from "@sinclair/typebox";
import { StickerMap } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { stickerMap } from "./sticker-map.ts";

export const stickerList = command({
  name: "sticker_list",
  summary: "Lists the stickers of the server. In a text a sticker is `originChats:<sticker>//HOST/ID`.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ stickers: StickerMap }),
  events: [],
  errors: [],
  handler: ({ state }) => ({ reply: { stickers: stickerMap(state) } }),
});
