import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { type Config, parsePublicUrl } from "../config/schema.ts";
import type { ServerFace } from "../config/server-face.ts";
import { shownName, shownText } from "../text/shown.ts";
import type { Route } from "./route.ts";

type Asset = "icon" | "banner";

/** The server's icon and banner. A file name in the configuration becomes the URL where the file is served. */
export function serverFace(config: Config, dataFolder: string, listening: string): ServerFace {
  const { name, description, owner } = config.server;
  const base = baseUrl(config, listening);
  const address = (asset: Asset) =>
    assetFile(config, dataFolder, asset) ? `${base}/server-assets/${asset}` : config.server[asset];
  return {
    name: shownName(name),
    description: description && shownText(description),
    owner: { name: shownName(owner.name) },
    url: publicUrl(config),
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

/** Only the base name counts: a configured path must not reach outside the folder. */
function assetFile(config: Config, dataFolder: string, asset: Asset): string | null {
  const value = config.server[asset];
  if (value === null || value.includes("://")) return null;
  const file = join(dataFolder, "db", "serverAssets", basename(value));
  return existsSync(file) ? file : null;
}

export function serverAsset(asset: Asset, config: () => Config, dataFolder: string): Route {
  return {
    path: `/server-assets/${asset}`,
    handle() {
      const file = assetFile(config(), dataFolder, asset);
      if (!file) return new Response("Not set\n", { status: 404 });
      return new Response(Bun.file(file), { headers: { "Cache-Control": "public, max-age=3600" } });
    },
  };
}
