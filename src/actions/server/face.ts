/** What the server shows of itself: its name, description, pictures and colour. */
import { type Emission, emit, everyone } from "../../chat/emission.ts";
import { type Picture, type PictureLimits, pictureWithin } from "../../chat/pictures.ts";
import { formats } from "../../config/formats.ts";
import type { ServerFace } from "../../config/server-face.ts";
import { type Failure, fail, isFailure } from "../../protocol/errors.ts";
import { serverUpdate } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { causeText } from "../../text/error-text.ts";
import { shownName, shownText } from "../../text/shown.ts";
import type { ServerAsset, ServerSettings } from "./settings.ts";

export const serverPictureLimits: PictureLimits = { bytes: 1024 * 1024, side: 4096 };

/** Fields of a request. Null and "" clear a field. */
export interface FaceFields {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly accent?: string | null;
  readonly icon?: string | null;
  readonly banner?: string | null;
}

/** As clients get it: "" for what there is not. */
export function faceFields({ name, icon, banner, description, accent }: ServerFace) {
  return {
    name,
    icon: icon ?? "",
    banner: banner ?? "",
    description: description ?? "",
    accent: accent ?? "",
  };
}

export function faceEvent(face: ServerFace): Emission<"server_update"> {
  return emit(serverUpdate, faceFields(face), everyone);
}

interface FaceContext {
  readonly settings: Pick<ServerSettings, "hasAsset" | "keepAsset">;
  readonly disk: { readonly isLow: boolean };
}
type Refused = Failure<"invalid_field" | "config_unwritable" | "storage_full">;
type Texts = Pick<FaceFields, "name" | "description" | "accent">;

/** The fields as keys of config.json. New pictures are stored, once all fields have turned out to be valid. */
export async function faceEdits(
  { settings, disk }: FaceContext,
  fields: FaceFields,
): Promise<Map<string, unknown> | Refused> {
  const edits = textEdits(fields);
  if (isFailure(edits)) return edits;
  const pictures: [ServerAsset, string | Picture | null][] = [];
  for (const asset of ["icon", "banner"] as const) {
    const value = fields[asset];
    if (value === undefined) continue;
    const found = assetIn(value ?? "", asset, settings);
    if (isFailure(found)) return found;
    if (disk.isLow && isPicture(found)) return fail("storage_full");
    pictures.push([asset, found]);
  }
  for (const [asset, value] of pictures) {
    try {
      edits.set(`server.${asset}`, isPicture(value) ? await settings.keepAsset(asset, value) : value);
    } catch (error) {
      return fail("config_unwritable", { reason: causeText(error) });
    }
  }
  return edits;
}

function isPicture(value: string | Picture | null): value is Picture {
  return typeof value === "object" && value !== null;
}

function textEdits({ name, description, accent }: Texts): Map<string, unknown> | Refused {
  const edits = new Map<string, unknown>();
  if (name !== undefined) {
    const shown = shownName(name ?? "");
    if ([...shown].length > limits.serverName) return tooLong("name", limits.serverName);
    // Without one the name is that of a server that was never given any.
    edits.set("server.name", shown || undefined);
  }
  if (description !== undefined) {
    const shown = shownText(description ?? "");
    if ([...shown].length > limits.serverDescription) return tooLong("description", limits.serverDescription);
    edits.set("server.description", shown || null);
  }
  if (accent !== undefined) {
    if (accent && !formats["rgb-color"]?.test(accent))
      return fail("invalid_field", { field: "accent", problem: "it must be a colour such as #2259c7" });
    edits.set("server.accent", accent || null);
  }
  return edits;
}

function tooLong(field: string, most: number): Refused {
  return fail("invalid_field", { field, problem: `it has more than ${most} characters` });
}

/** A value of the configuration, or a picture that has to be stored first. */
function assetIn(
  value: string,
  field: ServerAsset,
  { hasAsset }: Pick<ServerSettings, "hasAsset">,
): string | Picture | null | Refused {
  if (value === "") return null;
  if (value.startsWith("data:")) {
    const { bytes, side } = serverPictureLimits;
    const problem = `it must be a PNG, JPEG, GIF or WebP of at most ${bytes} bytes and ${side} pixels on each side`;
    return pictureWithin(serverPictureLimits, value) ?? fail("invalid_field", { field, problem });
  }
  // Parsing drops line ends; they and what turns the direction of writing have no place in an address.
  const isUrl =
    /^https?:\/\/[^\s\p{C}]+$/iu.test(value) && URL.canParse(value) && value.length <= limits.pictureUrl;
  if (isUrl || hasAsset(value)) return value;
  const problem = `it must be an http or https URL of at most ${limits.pictureUrl} characters, a picture as a data: URL, or the name of a file in db/serverAssets`;
  return fail("invalid_field", { field, problem });
}
