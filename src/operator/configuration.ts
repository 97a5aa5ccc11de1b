/** Changes of config.json, like `config_update`, but of every key. */
import { answer } from "../actions/answer.ts";
import { faceEvent } from "../actions/server/face.ts";
import { changeSettings } from "../actions/server/settings.ts";
import { configKeys, restartKeys } from "../config/schema.ts";
import { nearest } from "../text/nearest.ts";
import { asOperator, decided, type OperatorParts, type Problem } from "./parts.ts";

export interface ConfigEdits {
  readonly set: Readonly<Record<string, unknown>>;
  /** Keys that are removed from the file, so that their defaults hold. */
  readonly unset: readonly string[];
}

export interface ConfigChanged {
  /** Keys whose values are others now. */
  readonly changed: readonly string[];
  /** Those of them that a running server takes over at its next start. */
  readonly restart: readonly string[];
}

/** Keys of their own that a template for new members may have. */
const template = "DB.users.default.";
const keys: ReadonlySet<string> = new Set([...configKeys()].map(({ path }) => path.join(".")));

/** All of the edits or none are made. */
export function configSet(
  parts: OperatorParts,
  { set, unset }: ConfigEdits,
): Promise<ConfigChanged | Problem> {
  const edits = new Map<string, unknown>([
    ...Object.entries(set),
    ...unset.map((key) => [key, undefined] as const),
  ]);
  for (const key of edits.keys()) {
    const unknown = unknownKey(key);
    if (unknown) return Promise.resolve(unknown);
  }
  return decided<ConfigChanged>(parts, "config_update", async () => {
    const step = await changeSettings(
      { ...asOperator(parts), settings: parts.settings },
      "config_update",
      edits,
    );
    return answer(step, ({ result: { keys: changed, face } }) => ({
      events: changed.some((key) => key.startsWith("server.")) ? [faceEvent(face)] : [],
      reply: {
        changed,
        restart: parts.running ? changed.filter((key) => restartKeys.includes(key)) : [],
      },
    }));
  });
}

/** Why there is no such key, or null. */
export function unknownKey(key: string): Problem | null {
  if (keys.has(key) || (key.startsWith(template) && key.split(".").length === 4)) return null;
  const code = "unknown_key";
  if ([...keys].some((one) => one.startsWith(`${key}.`))) {
    return { code, problem: `${key} is a section; name a key in it (\`config list ${key}\`)` };
  }
  const near = nearest(key, keys);
  const hint = near === null ? "`config list` names them" : `did you mean ${near}?`;
  return { code, problem: `config.json has no key '${key}'; ${hint}` };
}
