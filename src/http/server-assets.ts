import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { parsePublicUrl } from "../config/formats.ts";
import type { Config } from "../config/schema.ts";
import type { ServerFace } from "../config/server-face.ts";
import { shownName, shownText } from "../text/shown.ts";
import { fileNotFound, fileResponse } from "./file-response.ts";
import type { Route } from "./route.ts";

const assets = ["icon", "banner"] as const;
type Asset = (typeof assets)[number];

/** What clients show of the server. The name of a picture's file becomes its URL, or null if the file is missing. */
export function serverFace(config: Config, dataFolder: string, listening: string): ServerFace {
  const { name, description, owner, accent } = config.server;
  const base = baseUrl(config, listening);
  const address = (asset: Asset) => {
    const value = config.server[asset];
    if (value === null || isUrl(value)) return value;
    const file = assetFile(config, dataFolder, asset);
    // Caches keep the picture for an hour. A new one has a new address.
    return file && `${base}/server-assets/${asset}?v=${file.version}`;
  };
  return {
    name: shownName(name),
    description: description && shownText(description),
    owner: { name: shownName(owner.name) },
    url: publicUrl(config),
    accent,
    icon: address("icon"),
    banner: address("banner"),
  };
}

/** Where addresses of files begin: the public address, or in its absence the one that the server listens on. */
export function baseUrl(config: Config, listening: string): string {
  // wss becomes https, ws http.
  return publicUrl(config)?.replace(/^ws/, "http") ?? listening;
}

/** The public address as clients need it, with a scheme and without a slash at its end. */
export function publicUrl(config: Config): string | null {
  const url = config.server.url === null ? null : parsePublicUrl(config.server.url);
  return url && `${url.protocol}//${url.host}${url.pathname}`.replace(/\/+$/, "");
}

/** One line for each file that the configuration names and the folder lacks. */
export function assetWarnings(config: Config, dataFolder: string): string[] {
  return assets.flatMap((asset) => {
    const value = config.server[asset];
    if (value === null || isUrl(value) || assetFile(config, dataFolder, asset)) return [];
    return [
      `server.${asset}: there is no file '${basename(value)}' in db/serverAssets; clients get no ${asset}`,
    ];
  });
}

const isUrl = (value: string) => value.includes("://");

interface AssetFile {
  readonly path: string;
  /** By its size and the time of its last change. */
  readonly version: string;
  readonly modifiedAt: number;
}

/** Only the base name counts: a configured path must not reach outside the folder. */
function assetFile(config: Config, dataFolder: string, asset: Asset): AssetFile | null {
  const value = config.server[asset];
  if (value === null || isUrl(value)) return null;
  const path = join(dataFolder, "db", "serverAssets", basename(value));
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) return null;
  const version = `${Math.floor(found.mtimeMs).toString(36)}-${found.size.toString(36)}`;
  return { path, version, modifiedAt: found.mtimeMs };
}

export function serverAsset(asset: Asset, config: () => Config, dataFolder: string): Route {
  return {
    path: `/server-assets/${asset}`,
    handle(request) {
      const found = assetFile(config(), dataFolder, asset);
      if (!found) return fileNotFound();
      const file = Bun.file(found.path);
      return fileResponse(request, { ...found, type: file.type, maxAge: 3600 }, file);
    },
  };
}
