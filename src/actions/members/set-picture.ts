/** A local account's picture. */
import { createHash } from "node:crypto";
import { isLocal } from "../../chat/local-accounts.ts";
import { httpUrl } from "../../chat/names.ts";
import { pictureIn } from "../../chat/pictures.ts";
import { changePicture, pictureIdLength } from "../../db/pictures.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";
import { newPictureEvents } from "./member-events.ts";

interface PictureKeeping {
  readonly disk: { readonly isLow: boolean };
  /** Public address of a stored picture. */
  pictureUrl(id: string): string;
}

/** @param given an http(s) URL, a `data:` URL of a picture that the server then keeps, or null. The result is its URL. */
export function setPicture(
  { state, user, pictureUrl, disk }: ByMember & PictureKeeping,
  given: string | null,
) {
  if (!isLocal(user)) return fail("pfp_managed");
  const picture = given !== null && /^data:/i.test(given) ? pictureIn(given) : null;
  if (picture && isFailure(picture)) return picture;
  // Removing a picture stays possible.
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
    effects: stored ? [{ kind: "picture_stored", id: stored.id, picture: stored } as const] : [],
    result: url,
  }));
}

function idOf(data: string): string {
  return createHash("sha256").update(data).digest("hex").slice(0, pictureIdLength);
}
