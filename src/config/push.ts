import { parsePublicUrl } from "./formats.ts";
import type { Config } from "./schema.ts";

/** By the configuration, which each change replaces: every message asks. */
const contacts = new WeakMap<Config, string | null>();

/** What push services are told of the operator; null: nothing is known, so there is no web push. */
export function pushContact(config: Config): string | null {
  const known = contacts.get(config);
  if (known !== undefined) return known;
  const contact = contactIn(config);
  contacts.set(config, contact);
  return contact;
}

function contactIn({ push, server }: Config): string | null {
  if (push.contact !== null) return push.contact;
  const url = server.url === null ? null : parsePublicUrl(server.url);
  return url && /^(?:https|wss):$/.test(url.protocol) ? `https://${url.host}` : null;
}

export function isPushOn(config: Config): boolean {
  return config.push.enabled && pushContact(config) !== null;
}
