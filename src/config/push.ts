import { parsePublicUrl } from "./formats.ts";
import type { Config } from "./schema.ts";

/** What push services are told of the operator; null: nothing is known, so there is no web push. */
export function pushContact({ push, server }: Config): string | null {
  if (push.contact !== null) return push.contact;
  const url = server.url === null ? null : parsePublicUrl(server.url);
  return url && /^(?:https|wss):$/.test(url.protocol) ? `https://${url.host}` : null;
}

export function isPushOn(config: Config): boolean {
  return config.push.enabled && pushContact(config) !== null;
}
