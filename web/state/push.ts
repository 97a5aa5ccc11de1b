/** Web push of this browser: mentions come while no page is open. */
import { signal } from "@preact/signals";
import type { Client } from "../../client/index.ts";
import { keep, kept } from "./kept.ts";

/** Null: not known yet, or this browser or server has none. */
export const isSubscribed = signal<boolean | null>(null);

/** What is kept: id of the member for whom this browser is subscribed. */
const holder = "push";

/** Without a worker there is nobody who would show what is pushed. */
async function pushOfWorker(): Promise<PushManager | null> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return registration?.pushManager ?? null;
}

export async function lookForPush(client: Client): Promise<void> {
  const can = client.server.capabilities.includes("push_subscribe");
  const push = can ? await pushOfWorker() : null;
  const isOwn = kept(holder) === client.user.id;
  isSubscribed.value = push ? isOwn && (await push.getSubscription()) !== null : null;
}

/** @throws what `request` throws, and what the browser says */
export async function subscribePush(client: Client): Promise<void> {
  const { key } = await client.request("push_get_vapid");
  const { pushManager } = await navigator.serviceWorker.ready;
  // One with an older key of the server would be in the way.
  await forgetPush();
  isSubscribed.value = false;
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  keep(holder, client.user.id);
  const { endpoint = "", keys = {} } = subscription.toJSON();
  const { p256dh = "", auth = "" } = keys;
  try {
    await client.request("push_subscribe", { subscription: { endpoint, keys: { p256dh, auth } } });
  } catch (error) {
    await forgetPush();
    throw error;
  }
  isSubscribed.value = true;
}

/** Also when the person logs out. @throws what `request` throws */
export async function unsubscribePush(client: Client): Promise<void> {
  const endpoint = await forgetPush();
  isSubscribed.value = false;
  if (endpoint !== null) await client.request("push_unsubscribe", { endpoint });
}

/**
 * Ends what this browser is told, without the server: it hears of it when it next sends. For a session that has ended.
 *
 * @returns the endpoint, if there was one
 */
export async function forgetPush(): Promise<string | null> {
  keep(holder, null);
  const subscription = await (await pushOfWorker())?.getSubscription();
  // Without a network the browser may refuse.
  await subscription?.unsubscribe().catch(() => false);
  return subscription?.endpoint ?? null;
}

/**
 * After a login: nobody is told of what calls the person who used this browser before, and a server that has lost its
 * keys gets the browser anew.
 */
export function watchPush(client: Client): void {
  const id = kept(holder);
  if (id !== null && id !== client.user.id) forgetPush().catch(() => {});
  client.on("push_subscribed", ({ success }) => {
    if (!success && kept(holder) === client.user.id) subscribePush(client).catch(() => {});
  });
}
