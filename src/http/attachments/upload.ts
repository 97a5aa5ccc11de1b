/**
 * Uploads: `POST /attachments/upload`, with JSON as on the reference server. The sender proves who they are by a key of
 * `attachment_upload_key`, or by a Rotur validator for the key of their connection (compatibility.md#upload-validator).
 */
import type { IncomingFolder } from "../../files/incoming.ts";
import type { FormValue } from "../../files/json-form.ts";
import type { ConfirmedIdentity, IdentityRefusal } from "../../identity/identity.ts";
import { networkOf } from "../../limiting/network.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { hashOfSecret } from "../../sealing/sealing.ts";
import { bearerOf, mediaType } from "../body.ts";
import { type HttpClient, type Route, refusal } from "../route.ts";
import { answerTo, busy, failed, tooLarge, unknownKey } from "./answers.ts";
import { type FinishParts, finishUpload } from "./finish.ts";
import { createPlaces } from "./places.ts";
import { besideFile, describedBy, type Received, type Receiving, receiveJson } from "./receive.ts";
import { createUploadLimits } from "./upload-limits.ts";

export interface UploadParts extends FinishParts {
  readonly incoming: IncomingFolder;
  readonly disk: { readonly isLow: boolean };
  /** Of whom the upload key with this hash is; null: there is no such key. */
  userOfKey(hash: string): string | null;
  /** Of whom a connection with this validator key is, or was a moment ago; null: there is none. */
  userOfValidatorKey(key: string): string | null;
  confirm(validator: string, key: string, address: string): Promise<ConfirmedIdentity | IdentityRefusal>;
  /** Monotonic milliseconds. */
  elapsed(): number;
}

/** Bodies that are read at once from a network whose senders have not shown any key yet. */
const unknownSenders = { ofKey: 2, inAll: 50, waiting: 20 };
/** The same of one user. */
const members = { ofKey: 4, inAll: 64, waiting: 100 };

interface Sender {
  /** User id; null: the fields of the body tell. */
  readonly user: string | null;
  readonly address: string;
}

export function uploadRoutes(parts: UploadParts): readonly Route[] {
  const limits = createUploadLimits(() => parts.config().attachments.uploads_per_minute, parts.elapsed);
  const placesOfUnknown = createPlaces(unknownSenders);
  const placesOfMembers = createPlaces(members);
  return [{ method: "POST", path: "/attachments/upload", handle: upload }];

  async function upload(request: Request, client: HttpClient): Promise<Response> {
    const type = mediaType(request);
    if (type !== "application/json") return refusal(415, "The Content-Type must be application/json");
    const { attachments } = parts.config();
    if (!attachments.enabled) return failed(fail("attachments_disabled"));
    if (parts.disk.isLow) return failed(fail("storage_full"));
    const declared = Number(request.headers.get("content-length") ?? 0);
    if (declared > Math.ceil((attachments.max_size * 4) / 3) + besideFile)
      return tooLarge(attachments.max_size);
    const sender = senderOf(request, client);
    if (sender instanceof Response) return sender;
    const limited =
      limits.network(sender.address) ?? (sender.user === null ? null : limits.user(sender.user));
    return limited ?? inPlace(sender, (leave) => receiveAndFinish(request, sender, leave));
  }

  function senderOf(request: Request, { address }: HttpClient): Sender | Response {
    const bearer = bearerOf(request);
    if (bearer === null) return { user: null, address };
    const user = parts.userOfKey(hashOfSecret(bearer));
    return user === null ? refusal(401, "The upload key is unknown or too old") : { user, address };
  }

  /** Waits for a place, and leaves it at the end. */
  async function inPlace(
    { user, address }: Sender,
    work: (leave: () => void) => Promise<Response>,
  ): Promise<Response> {
    const places = user === null ? placesOfUnknown : placesOfMembers;
    const leave = await places.enter(user ?? networkOf(address));
    if (!leave) return busy();
    try {
      return await work(leave);
    } finally {
      leave();
    }
  }

  async function receiveAndFinish(request: Request, sender: Sender, leave: () => void): Promise<Response> {
    let isKnown = sender.user !== null;
    const receiving: Receiving = {
      incoming: parts.incoming,
      elapsed: parts.elapsed,
      most: parts.config().attachments.max_size,
      checked(fields) {
        if (isKnown || !fields.has("validator_key")) return null;
        // The key is a secret of one connection. Whether the validator fits is asked at the end.
        if (holderOf(fields) === null) return unknownKey();
        isKnown = true;
        leave();
        return null;
      },
    };
    const received = await receiveJson(request, receiving);
    if (received instanceof Response) return received;
    try {
      return await finish(received, sender);
    } finally {
      await received.file.discard();
    }
  }

  async function finish({ file, fields }: Received, sender: Sender): Promise<Response> {
    const user = sender.user ?? (await provenBy(fields, sender.address));
    if (user instanceof Response) return user;
    const limited = sender.user === null ? limits.user(user) : null;
    if (limited) return limited;
    const described = describedBy(fields);
    if (described instanceof Response) return described;
    const answer = answerTo(await finishUpload(parts, user, file, described));
    for (const [name, value] of Object.entries(limits.fields(user))) answer.headers.set(name, value);
    return answer;
  }

  function holderOf(fields: ReadonlyMap<string, FormValue>): string | null {
    const key = fields.get("validator_key");
    return typeof key === "string" ? parts.userOfValidatorKey(key) : null;
  }

  /** The user whose validator is in the fields. */
  async function provenBy(
    fields: ReadonlyMap<string, FormValue>,
    address: string,
  ): Promise<string | Response> {
    const key = fields.get("validator_key");
    const validator = fields.get("validator");
    if (typeof key !== "string" || typeof validator !== "string") {
      return refusal(
        401,
        "validator_key and validator are required, or an upload key as Authorization: Bearer",
      );
    }
    const holder = holderOf(fields);
    if (holder === null) return unknownKey();
    const confirmed = await parts.confirm(validator, key, address);
    if (isFailure(confirmed)) return failed(confirmed);
    return confirmed.id === holder ? holder : unknownKey();
  }
}
