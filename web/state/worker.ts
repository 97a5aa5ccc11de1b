/** The service worker: the page opens without a network, and notifications come while it is closed. */
import { base } from "./base.ts";

/** Under Trusted Types, the address of a worker must come from a policy. This one gives only that address. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(of: string): string };
}

/** Browsers have workers on https and on their own machine only. */
export async function startWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const address = new URL("worker.js", base).href;
  const policy = trustedTypes?.createPolicy("worker", { createScriptURL: () => address });
  navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent<{ open?: unknown }>) => {
    if (typeof data.open === "string" && data.open.startsWith("#/")) location.hash = data.open;
  });
  try {
    await navigator.serviceWorker.register(policy?.createScriptURL("") ?? address, { scope: base });
  } catch {
    // The page works without it, as in private windows of some browsers.
  }
}
