/** Members subscribe with browsers to be told of messages while they are away. */
import { createHash } from "node:crypto";
import { isPushOn } from "../../config/push.ts";
import { subscribePush, unsubscribePush } from "../../db/push-subscriptions.ts";
import { addressProblem } from "../../outgoing/address-problem.ts";
import { fail } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { pushKeysIn } from "../../push/encryption.ts";
import type { Sealing } from "../../sealing/sealing.ts";
import { commit } from "../outcome.ts";
import type { ByMember, World } from "../world.ts";

/** What a browser gives its page (W3C Push API). */
export interface BrowserSubscription {
  readonly endpoint: string;
  /** In base64url. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

export interface PushWorld {
  readonly sealing: Sealing;
  /** This server's public key. */
  readonly pushKey: string;
}

/** The public key with which browsers subscribe. */
export function pushKeyOf({ config, pushKey }: Pick<World, "config"> & PushWorld) {
  return isPushOn(config) ? { key: pushKey } : fail("push_unavailable");
}

/**
 * The result is the fingerprint of the browser.
 *
 * @param session the remembered login of the connection that asks: what ends it ends the subscription too
 */
export async function subscribe(
  context: ByMember & PushWorld,
  { endpoint, keys }: BrowserSubscription,
  session: string | null,
) {
  const { config, user, now, sealing, pushKey } = context;
  if (!isPushOn(config)) return fail("push_unavailable");
  const problem = addressProblem(endpoint, config.outgoing.trusted_hosts);
  if (problem) return fail("push_endpoint_refused", { problem });
  if (!(await pushKeysIn(keys))) return fail("push_keys_invalid");
  const hash = hashOf(endpoint);
  const sealed = sealing.seal(JSON.stringify({ endpoint, keys } satisfies BrowserSubscription));
  const subscription = { hash, user: user.id, sealed, key: pushKey, session };
  const write = subscribePush({ subscription, now: now / 1000, most: limits.pushSubscriptions });
  return commit(write, (refused) => refused ?? { result: hash.slice(0, 16) });
}

/** Whether there was one or not. */
export function unsubscribe({ user }: ByMember, endpoint: string) {
  return commit(unsubscribePush({ hash: hashOf(endpoint), user: user.id }), () => ({}));
}

/** A browser is told from others by its endpoint, which is a secret of its member. */
function hashOf(endpoint: string): string {
  return createHash("sha256").update(endpoint).digest("hex");
}
