import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { setPicture } from "../../actions/members/set-picture.ts";
import { longestDataUrl } from "../../chat/pictures.ts";
import { statusChanged, userConnect, userUpdated } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";

export const pfpSet = command({
  name: "pfp_set",
  summary:
    "Sets the picture of a local account: an http(s) URL, or a `data:` URL of a PNG, JPEG, GIF or WebP picture, which the server stores and serves.",
  login: "required",
  timedOut: "refused",
  largeFrames: true,
  cost: "picture",
  order: "exclusive",
  request: Type.Object({
    url: Type.Union([Type.String({ maxLength: longestDataUrl }), Type.Null()], {
      description: `At most ${limits.pictureUrl} characters, or a picture of at most 1 MiB and 1024 x 1024 pixels; null or "" removes it`,
    }),
  }),
  reply: Type.Object({
    val: Type.Union([Type.String(), Type.Null()], { description: "URL of the picture" }),
  }),
  events: [userUpdated, userConnect, statusChanged],
  errors: ["pfp_managed", "picture_invalid", "storage_full"],
  handler: (context, { url }) =>
    answer(setPicture(context, url?.trim() || null), ({ result }) => ({ reply: { val: result } })),
});
