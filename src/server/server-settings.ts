/** The server's face and configuration, as commands change them. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { ServerAsset, ServerSettings } from "../actions/server/settings.ts";
import { serverFace } from "../http/server-assets.ts";
import type { Environment } from "./environment.ts";

/** @param url where the server can be reached, once it listens */
export function serverSettings(
  { config, dataFolder }: Pick<Environment, "config" | "dataFolder">,
  url: () => string,
): ServerSettings {
  const folder = join(dataFolder, "db", "serverAssets");
  return {
    face: () => serverFace(config.current, dataFolder, url()),
    change: (edits) => config.change(edits),
    hasAsset: (name) =>
      isFileName(name) && statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true,
    async keepAsset(asset, { type, data }) {
      const bytes = Buffer.from(data, "base64");
      const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
      const name = `${asset}-${hash}.${type.slice("image/".length)}`;
      mkdirSync(folder, { recursive: true });
      removeUnused(folder, asset, [name, config.current.server[asset] ?? ""]);
      const draft = join(folder, `${name}.tmp`);
      writeFileSync(draft, bytes);
      renameSync(draft, join(folder, name));
      return name;
    },
  };
}

/** Asking for a name with a zero byte, or for a very long one, throws. */
function isFileName(name: string): boolean {
  return name === basename(name) && name.length <= 255 && !name.includes("\0");
}

/** Pictures that were stored by `keepAsset` earlier. Files of other names are the operator's. */
function removeUnused(folder: string, asset: ServerAsset, used: readonly string[]): void {
  for (const name of readdirSync(folder)) {
    const isOurs = new RegExp(`^${asset}-[0-9a-f]{16}\\.(png|jpeg|gif|webp)(\\.tmp)?$`).test(name);
    if (isOurs && !used.includes(name)) rmSync(join(folder, name), { force: true });
  }
}
