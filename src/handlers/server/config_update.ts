import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { faceEdits, faceEvent, serverPictureLimits } from "../../actions/server/face.ts";
import { changeSettings } from "../../actions/server/settings.ts";
import { isOwner, OWNER } from "../../chat/permissions.ts";
import { dataUrlLength } from "../../chat/pictures.ts";
import { changeableConfig, changeableKeys, keysIn, withRemovals } from "../../config/changeable.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { serverUpdate } from "../../protocol/events.ts";
import { ConfigObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const configUpdate = command({
  name: "config_update",
  summary:
    "Changes keys of the configuration, all of them or none. They take effect at once and are written into config.json.",
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  largeFrames: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    updates: Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), {
      description:
        "Sections as in config.json, with the keys to change. Null removes a key that can't be null, so that its default holds. The server's name, description and pictures as in `server_update`",
    }),
  }),
  reply: Type.Object({
    config: ConfigObject,
    updated: Type.Array(Type.String(), { description: "Keys whose values are others now" }),
  }),
  events: [serverUpdate],
  errors: ["role_required", "config_invalid", "config_unwritable", "storage_full"],
  async handler(context, { updates }) {
    const { user, state } = context;
    const found = keysIn(updates);
    const refused = (problem: string) => fail("invalid_field", { field: "updates", problem });
    if ("unknown" in found) return refused(`${found.unknown.slice(0, 100)} can't be changed here`);
    const { edits } = found;
    if (edits.size === 0) return refused("it names no key");
    const isForOwners = [...edits.keys()].some((key) => changeableKeys.get(key)?.ownerOnly);
    if (isForOwners && !isOwner(user, state.roles.byId)) return fail("role_required", { role: OWNER });
    const fields = faceFieldsIn(edits);
    if (fields === null) return refused("the keys of section server must be texts or null");
    const shown = await faceEdits(context, fields);
    if (isFailure(shown)) return shown;
    const changed = await changeSettings(
      context,
      "config_update",
      new Map([...withRemovals(edits), ...shown]),
    );
    return answer(changed, ({ result: { keys, config, face } }) => ({
      events: keys.some((key) => key.startsWith("server.")) ? [faceEvent(face)] : [],
      reply: { config: changeableConfig(config), updated: keys },
    }));
  },
});

const longest = dataUrlLength(serverPictureLimits);

/** Keys of the section `server` as fields of `server_update`; null when one is no text. */
function faceFieldsIn(edits: ReadonlyMap<string, unknown>): Record<string, string | null> | null {
  const fields: Record<string, string | null> = {};
  for (const [key, value] of edits) {
    const [section, name = ""] = key.split(".");
    if (section !== "server") continue;
    const isText = value === null || (typeof value === "string" && value.length <= longest);
    if (!isText) return null;
    fields[name] = value as string | null;
  }
  return fields;
}
