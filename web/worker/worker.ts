/**
 * The service worker of the page. It keeps the page's files, so that the page opens without a network too, and shows
 * what is pushed while no page is open. It sees nothing of the conversation: that goes over the WebSocket.
 */
import { placeOfPush, pushedIn } from "./pushed.ts";
import type { WorkerScope } from "./scope.ts";

declare const self: WorkerScope;
/** Names of the files under `page/`, and a name for all of them together. The build puts both here. */
declare const builtFiles: readonly string[];
declare const builtVersion: string;

const base = self.registration.scope;
/** Other servers of this host, each under a path of its own, have caches too. */
const ownCaches = `page ${base} `;
const cacheName = `${ownCaches}${builtVersion}`;
/** The document. At the base itself, programs that don't ask for a page get none. */
const shell = new URL("index.html", base).href;
/** A network that is slower than this is as good as none. */
const patience = 3000;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([removeOthers(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(base)) return;
  const path = request.url.slice(base.length).replace(/[?#].*$/, "");
  if (request.mode === "navigate" && (path === "" || path === "index.html")) event.respondWith(page(request));
  else if (path.startsWith("page/")) event.respondWith(kept(request));
});

self.addEventListener("push", (event) => {
  const pushed = pushedIn(event.data);
  if (!pushed) return;
  const { title, body } = pushed;
  const place = placeOfPush(pushed);
  event.waitUntil(self.registration.showNotification(title, { body, tag: place, data: place }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(String(event.notification.data)));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll([shell, ...builtFiles.map((name) => new URL(`page/${name}`, base).href)]);
}

async function removeOthers(): Promise<void> {
  const names = await caches.keys();
  const earlier = names.filter((name) => name.startsWith(ownCaches) && name !== cacheName);
  await Promise.all(earlier.map((name) => caches.delete(name)));
}

/** The document of the server as it is now. Without a network, the one that was kept. */
async function page(request: Request): Promise<Response> {
  const kept = await caches.match(shell);
  const fresh = fetch(request);
  if (!kept) return fresh;
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), patience));
  const answer = await Promise.race([fresh.catch(() => null), late]);
  return answer === null || answer.status >= 500 ? kept : answer;
}

/** These files never change: another version has another name. */
async function kept(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** Shows the place in a page that is open, or in a new one. */
async function open(hash: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [first] = windows.filter(({ url }) => url.startsWith(base));
  if (!first) {
    await self.clients.openWindow(`${base}${hash}`);
    return;
  }
  first.postMessage({ open: hash });
  await first.focus();
}
