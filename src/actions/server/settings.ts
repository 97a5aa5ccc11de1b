/** Changes of the configuration by members and the operator: in force at once, recorded, and told to everybody where they show. */
import type { Picture } from "../../chat/pictures.ts";
import { configValue, isSecretKey } from "../../config/changeable.ts";
import type { KeyEdits } from "../../config/edit.ts";
import type { ServerFace } from "../../config/server-face.ts";
import type { ConfigChange } from "../../config/source.ts";
import { recordOnly } from "../../db/audit.ts";
import type { AuditAction } from "../../protocol/audit.ts";
import { fail } from "../../protocol/errors.ts";
import { auditRecord, withBefore } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";

/** The configuration and the pictures in `db/serverAssets`, as members may change them. */
export interface ServerSettings {
  face(): ServerFace;
  change(edits: KeyEdits): Promise<ConfigChange>;
  /** Is there a file of this name in `db/serverAssets`? */
  hasAsset(name: string): boolean;
  /** Stores a picture there. @returns the name of its file. @throws Error when it can't be written */
  keepAsset(asset: ServerAsset, picture: Picture): Promise<string>;
}

export type ServerAsset = "icon" | "banner";

/** @returns the keys whose values are others now, the configuration, and what the server shows of itself */
export async function changeSettings(
  context: ByMember & { readonly settings: Pick<ServerSettings, "change" | "face"> },
  action: Extract<AuditAction, "server_update" | "config_update">,
  edits: KeyEdits,
) {
  const changed = await context.settings.change(edits);
  if ("problems" in changed) return fail("config_invalid", { problem: changed.problems.join(" ") });
  if ("unwritten" in changed) return fail("config_unwritable", { reason: changed.unwritten });
  const { config, previous } = changed;
  const keys = [...edits.keys()].filter(
    (key) => JSON.stringify(configValue(config, key)) !== JSON.stringify(configValue(previous, key)),
  );
  const values = (of: typeof config) =>
    Object.fromEntries(keys.map((key) => [key, isSecretKey(key) ? "(hidden)" : configValue(of, key)]));
  const record =
    keys.length === 0
      ? null
      : auditRecord({ ...context, config }, action, null, withBefore(values(config), values(previous)));
  const done = { result: { keys, config, face: context.settings.face() } };
  // The change is in force, even if the database can't record it.
  return commit(
    recordOnly({ record }),
    () => done,
    () => done,
  );
}
