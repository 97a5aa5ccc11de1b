import { createHash } from "node:crypto";
import { Type } from "@sinclair/typebox";
import { newPictureEvents } from "../../actions/members/member-events.ts";
import { commit } from "../../actions/outcome.ts";
import { isLocal } from "../../chat/local-accounts.ts";
import { httpUrl } from "../../chat/names.ts";
import { longestDataUrl, pictureIn } from "../../chat/pictures.ts";
import { changePicture, pictureIdLength } from "../../db/pictures.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { statusChanged, userConnect, userUpdated } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";

/** 02 §4.4, 09. */
export const pfpSet = command({
  name: "pfp_set",
  summary:
    "Sets the picture of a local account: an http(s) URL, or a `data:` URL of a PNG, JPEG, GIF or WebP picture, which the server keeps and serves.",
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
  handler({ state, user, pictureUrl, disk }, request) {
    if (!isLocal(user)) return fail("pfp_managed");
    const given = request.url?.trim() || null;
    const picture = given !== null && /^data:/i.test(given) ? pictureIn(given) : null;
    if (picture && isFailure(picture)) return picture;
    // Removing one works.
    if (picture && disk.isLow) return fail("storage_full");
    const stored = picture && { id: idOf(picture.data), ...picture };
    const url = stored ? pictureUrl(stored.id) : httpUrl(given, limits.pictureUrl);
    if (given !== null && url === null) {
      const problem = `it must be an http or https URL of at most ${limits.pictureUrl} characters, or a data: URL`;
      return fail("invalid_field", { field: "url", problem });
    }
    const after = { ...user, pfp: url };
    return commit(changePicture({ user: after, picture: stored }), () => ({
      changes: [{ type: "users", users: [after] }],
      events: newPictureEvents(after, state),
      reply: { val: url },
      effects: stored ? [{ kind: "picture_stored", id: stored.id, picture: stored }] : [],
    }));
  },
});

function idOf(data: string): string {
  return createHash("sha256").update(data).digest("hex").slice(0, pictureIdLength);
}
