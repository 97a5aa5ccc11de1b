/** One message to one push service (RFC 8030). */
import type { Outgoing } from "../outgoing/outgoing.ts";
import { encryptFor, type PushKeys } from "./encryption.ts";
import type { Vapid } from "./vapid.ts";

export interface PushMessage {
  /** What the page's service worker gets; at most `longestMessage` bytes as JSON. */
  readonly payload: object;
  /** Seconds for which the push service keeps it while the device is off. */
  readonly ttl: number;
  readonly urgency: "high" | "normal";
  /** A newer message with the same topic replaces this one while it waits: at most 32 characters of base64url. */
  readonly topic: string;
}

export type PushResult =
  | { readonly kind: "sent" }
  /** The browser has no such subscription any more, or it leads where nothing may be sent to. */
  | { readonly kind: "gone" }
  /** @param after seconds that the push service asked for */
  | { readonly kind: "later"; readonly after: number | null; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

interface PushParts {
  readonly outgoing: Outgoing;
  readonly vapid: Vapid;
  /** The operator's address, see `VapidRequest`. */
  readonly contact: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Milliseconds for one request. */
const timeout = 5000;

/** @throws only for messages that are too long */
export async function sendPush(
  { outgoing, vapid, contact, now, signal }: PushParts,
  endpoint: string,
  keys: PushKeys,
  { payload, ttl, urgency, topic }: PushMessage,
): Promise<PushResult> {
  const url = URL.parse(endpoint);
  if (!url) return { kind: "gone" };
  const body = await encryptFor(keys, new TextEncoder().encode(JSON.stringify(payload)));
  const answer = await outgoing.request(endpoint, {
    method: "POST",
    headers: {
      authorization: await vapid.authorization({ audience: url.origin, contact, now }),
      "content-encoding": "aes128gcm",
      "content-type": "application/octet-stream",
      ttl: String(ttl),
      urgency,
      topic,
    },
    body,
    timeout,
    mostBytes: 1024,
    redirects: 0,
    signal,
  });
  switch (answer.kind) {
    case "refused":
      return { kind: "gone" };
    case "failed":
      return { kind: "later", after: null, reason: answer.reason };
    case "answer":
      return judged(answer.status, answer.headers.get("retry-after"), now);
  }
}

function judged(status: number, retryAfter: string | null, now: number): PushResult {
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status === 404 || status === 410) return { kind: "gone" };
  const reason = `it answers with status ${status}`;
  if (status === 408 || status === 429 || status >= 500) {
    return { kind: "later", after: secondsOf(retryAfter, now), reason };
  }
  return { kind: "refused", reason };
}

/** A number of seconds, or a date (RFC 9110, 10.2.3); null when it is neither. */
function secondsOf(retryAfter: string | null, now: number): number | null {
  if (retryAfter === null) return null;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}
