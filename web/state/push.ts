/** Web push of this browser: mentions come while no page is open. */
import { signal } from "@preact/signals";
import type { Client } from "../../client/index.ts";

/** Null: not known yet, or this browser or server has none. */
export const isSubscribed = signal<boolean | null>(null);

/** Without a worker there is nobody who would show what is pushed. */
async function pushOfWorker(): Promise<PushManager | null> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return registration?.pushManager ?? null;
}

export async function lookForPush(client: Client): Promise<void> {
  const can = client.server.capabilities.includes("push_subscribe");
  const push = can ? await pushOfWorker() : null;
  isSubscribed.value = push ? (await push.getSubscription()) !== null : null;
}

/** @throws what `request` throws, and what the browser says */
export async function subscribePush(client: Client): Promise<void> {
  const { pushManager } = await navigator.serviceWorker.ready;
  const { key } = await client.request("push_get_vapid");
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint = "", keys = {} } = subscription.toJSON();
  const { p256dh = "", auth = "" } = keys;
  await client.request("push_subscribe", { subscription: { endpoint, keys: { p256dh, auth } } });
  isSubscribed.value = true;
}

/** Also when the person logs out. @throws what `request` throws */
export async function unsubscribePush(client: Client): Promise<void> {
  const subscription = await (await pushOfWorker())?.getSubscription();
  if (subscription) {
    await subscription.unsubscribe();
    await client.request("push_unsubscribe", { endpoint: subscription.endpoint });
  }
  isSubscribed.value = false;
}
