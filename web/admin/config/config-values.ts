/** Values of the configuration by dotted key, and what was refused by key. Pure. */
import type { Reply } from "../../../client/index.ts";

export type ConfigKey = Reply<"config_get">["keys"][number];
export type ConfigValues = Readonly<Record<string, unknown>>;

/** From sections as in config.json. */
export function valuesOf(config: Reply<"config_get">["config"], keys: readonly ConfigKey[]): ConfigValues {
  return Object.fromEntries(keys.map(({ key }) => [key, valueAt(config, key)]));
}

function valueAt(config: unknown, key: string): unknown {
  return (
    key
      .split(".")
      .reduce<unknown>((part, name) => (part as Readonly<Record<string, unknown>> | null)?.[name], config) ??
    null
  );
}

/** Back into sections. */
export function sectionsOf(values: ConfigValues): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    const path = key.split(".");
    const name = path.pop() ?? "";
    let part = root;
    for (const step of path) {
      const next = (part[step] ?? {}) as Record<string, unknown>;
      part[step] = next;
      part = next;
    }
    part[name] = value;
  }
  return root;
}

/** The server names each key that it refuses, before what is wrong with it. */
export function problemsByKey(text: string, keys: readonly string[]): ReadonlyMap<string, string> {
  const places = keys
    .flatMap((key) => {
      const at = text.search(new RegExp(`(?<![\\w.])${key.replaceAll(".", "\\.")}(?![\\w.]*\\w)`));
      return at < 0 ? [] : [{ key, at }];
    })
    .sort((a, b) => a.at - b.at);
  return new Map(places.map(({ key, at }, index) => [key, text.slice(at, places[index + 1]?.at).trim()]));
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
