/** Errors of web push. */
import type { ErrorEntry } from "./error-entry.ts";

export const pushErrors = {
  push_unavailable: {
    text: "This server has no push notifications: its operator has not set them up",
    when: "`push.enabled` is false, or neither `push.contact` nor an https address in `server.url` is known.",
  },
  push_endpoint_refused: {
    text: "This endpoint can't be used: {problem}",
    when: "`push_subscribe`: the endpoint is no https address of a public host.",
  },
  push_keys_invalid: {
    text: "p256dh or auth is not a key of a push subscription",
    when: "`push_subscribe`: a key has a wrong length, isn't base64url, or isn't a point of P-256.",
  },
} as const satisfies Record<string, ErrorEntry>;
