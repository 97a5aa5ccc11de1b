import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import { configFromText } from "../startup/files-place.ts";
import { errorCode, errorText } from "../text/error-text.ts";
import { CommandError } from "./command-error.ts";

/** Where the configuration says that the server listens. @throws Error with one line for people */
export function ownAddress(folder: string): string {
  return addressOf(configOf(folder));
}

/**
 * Where programs reach the server: where it listens, or its public address where it has TLS, because the certificate
 * is for that name.
 */
export function programAddress(folder: string): string {
  const config = configOf(folder);
  return (config.websocket.tls && config.server.url) || addressOf(config);
}

/** @example addressOf(config) // "https://[::1]:5613" */
function addressOf({ websocket: { tls, host, port } }: Config): string {
  const own = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `${tls ? "https" : "http"}://${own.includes(":") ? `[${own}]` : own}:${port}`;
}

/** The usual one, where there is no file. */
function configOf(folder: string): Config {
  const path = join(folder, "config.json");
  let text: string | null = null;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = errorCode(error);
    if (code !== "ENOENT" && code !== "ENOTDIR") {
      throw new CommandError(`${path} can't be read: ${errorText(error)}`, "failed");
    }
  }
  return configFromText(text);
}
