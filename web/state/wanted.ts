/** Which place the person asked for, and which message of it: by the address, else as they left it. */
import { signal } from "@preact/signals";
import { kept } from "./kept.ts";
import { screenAddress } from "./screen-address.ts";

const [placeAtStart, messageAtStart] = addressed();
/** Key of the place that the person asked for. It may be one that can't be viewed. */
export const wanted = signal<string | null>(placeAtStart ?? kept("place"));
/** Id of the message that the list of messages goes to, once the place is open. */
export const wantedMessage = signal<string | null>(messageAtStart);

/** The place and the message that an address of this page names. */
export function addressed(hash = location.hash): readonly [key: string | null, message: string | null] {
  try {
    if (screenAddress.test(hash)) return [null, null];
    const [, key, message] = /^#\/([^/]+)(?:\/([^/]+))?$/.exec(hash) ?? [];
    return [
      key === undefined ? null : decodeURIComponent(key),
      message === undefined ? null : decodeURIComponent(message),
    ];
  } catch {
    return [null, null];
  }
}
