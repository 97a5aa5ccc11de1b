/** What every upload passes before its body is read: the configuration, the disk, the sender, limits and places. */
import type { Config } from "../../config/schema.ts";
import { siteOf } from "../../limiting/network.ts";
import { fail } from "../../protocol/errors.ts";
import { bearerOf } from "../body.ts";
import { type HttpClient, refusal } from "../route.ts";
import { busy, failed } from "./answers.ts";
import { createPlaces } from "./places.ts";
import { createUploadLimits, type UploadLimits } from "./upload-limits.ts";

export interface GateParts {
  config(): Config;
  readonly disk: { readonly isLow: boolean };
  /** Id of the user with this upload key, or with this token of a connection; null: there is none. */
  userOfKey(key: string): string | null;
  /** Monotonic milliseconds. */
  elapsed(): number;
}

export interface Sender {
  /** User id; null: the fields of the body tell. */
  readonly user: string | null;
  readonly client: HttpClient;
}

export interface Gate {
  readonly limits: UploadLimits;
  /** Why nothing is taken now, or null. */
  closed(): Response | null;
  /** The sender by their upload key; without one the user is null. */
  senderOf(request: Request, client: HttpClient): Sender | Response;
  /** Charges the sender; a response says that they have uploaded too much. */
  charge(sender: Sender): Response | null;
  /** Does the work when there is a place for this sender, and leaves it at the end, or when `leave` is called. */
  inPlace(sender: Sender, work: (leave: () => void) => Promise<Response>): Promise<Response>;
}

/** Bodies that are read at once from a site whose senders have not shown any key yet. */
const unknownSenders = { ofKey: 2, inAll: 50, waiting: 20 };
/** The same of one user. */
const members = { ofKey: 4, inAll: 64, waiting: 100 };

export function createGate({ config, disk, userOfKey, elapsed }: GateParts): Gate {
  const limits = createUploadLimits(() => config().attachments.uploads_per_minute, elapsed);
  const placesOfUnknown = createPlaces(unknownSenders);
  const placesOfMembers = createPlaces(members);
  return {
    limits,
    closed() {
      if (!config().attachments.enabled) return failed(fail("attachments_disabled"));
      return disk.isLow ? failed(fail("storage_full")) : null;
    },
    senderOf(request, client) {
      const bearer = bearerOf(request);
      if (bearer === null) return { user: null, client };
      const user = userOfKey(bearer);
      return user === null ? refusal(401, "The upload key is unknown or too old") : { user, client };
    },
    charge: ({ user, client }) =>
      limits.network(client.address) ?? (user === null ? null : limits.user(user)),
    async inPlace({ user, client }, work) {
      const places = user === null ? placesOfUnknown : placesOfMembers;
      const leave = await places.enter(user ?? siteOf(client.address));
      if (!leave) return busy();
      try {
        return await work(leave);
      } finally {
        leave();
      }
    },
  };
}
