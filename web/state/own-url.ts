/**
 * Files of the server, at the address under which the page itself was opened. The server gives their public address,
 * which a visitor from its own machine or network may not reach, and which the page's policy would refuse.
 */
import { base } from "./base.ts";

const served = /\/(?:attachments|emojis|stickers|pictures|server-assets)\/[^?#]+(?:\?[^#]*)?$/;

/** Null for anything that this server doesn't serve: the page asks no other host. */
export function ownUrl(url: string | null | undefined): string | null {
  const path = served.exec(url ?? "")?.[0];
  return path === undefined ? null : new URL(path.slice(1), base).href;
}
