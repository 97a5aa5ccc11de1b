/**
 * Uploads in one request: `POST /attachments/upload`, with JSON as on the reference server, or multipart. The sender
 * proves who they are by a key of `attachment_upload_key`, or by a Rotur validator for the key of their connection
 * (compatibility.md#upload-validator).
 */
import type { Uploader } from "../../actions/attachments/upload.ts";
import type { IncomingFile, IncomingFolder } from "../../files/incoming.ts";
import type { FormValue } from "../../files/json-form.ts";
import type { ConfirmedIdentity, IdentityRefusal } from "../../identity/identity.ts";
import { type Failure, isFailure } from "../../protocol/errors.ts";
import { mediaType } from "../body.ts";
import { type HttpClient, type Route, refusal } from "../route.ts";
import { answerTo, failed, tooLarge, unknownKey } from "./answers.ts";
import { type FinishParts, finishUpload } from "./finish.ts";
import type { Gate, Sender } from "./gate.ts";
import { besideFile, describedBy, type Receiving, receiveJson, receiveMultipart } from "./receive.ts";
import type { Turns } from "./turns.ts";

export interface UploadParts extends FinishParts {
  readonly gate: Gate;
  readonly incoming: IncomingFolder;
  readonly turns: Turns;
  mayUpload(userId: string, channel: string | null): Uploader | Failure;
  /** Id of the user whose connection has this validator key, or had it a moment ago; null: there is none. */
  userOfValidatorKey(key: string): string | null;
  confirm(validator: string, key: string, address: string): Promise<ConfirmedIdentity | IdentityRefusal>;
  /** Monotonic milliseconds. */
  elapsed(): number;
}

/** Bytes of a text in a multipart body. */
const textBytes = 8 * 1024;

interface ReceivedUpload {
  readonly file: IncomingFile;
  readonly fields: ReadonlyMap<string, FormValue>;
  readonly sentName?: string;
}

export function uploadRoute(parts: UploadParts): Route {
  const { gate } = parts;
  return { method: "POST", path: "/attachments/upload", handle: upload };

  async function upload(request: Request, client: HttpClient): Promise<Response> {
    const type = mediaType(request);
    if (type !== "application/json" && type !== "multipart/form-data") {
      return refusal(415, "The Content-Type must be application/json or multipart/form-data");
    }
    const closed = gate.closed();
    if (closed) return closed;
    const { max_size } = parts.config().attachments;
    const declared = Number(request.headers.get("content-length") ?? 0);
    const isJson = type === "application/json";
    if (declared > (isJson ? Math.ceil((max_size * 4) / 3) : max_size) + besideFile)
      return tooLarge(max_size);
    const sender = gate.senderOf(request, client);
    if (sender instanceof Response) return sender;
    return (
      gate.charge(sender) ??
      gate.inPlace(sender, async (leave) => {
        const receiving = receivingFor(sender, leave);
        const received = isJson ? await receiveJson(request, receiving) : await multipart(request, receiving);
        if (received instanceof Response) return received;
        try {
          return await finish(received, sender);
        } finally {
          await received.file.discard();
        }
      })
    );
  }

  function receivingFor(sender: Sender, leave: () => void): Receiving {
    let isKnown = sender.user !== null;
    return {
      client: sender.client,
      incoming: parts.incoming,
      turns: parts.turns,
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
  }

  async function multipart(request: Request, receiving: Receiving): Promise<ReceivedUpload | Response> {
    const bytes = receiving.most + besideFile;
    const received = await receiveMultipart(request, receiving, { files: 1, bytes, textBytes });
    if (received instanceof Response) return received;
    const [first] = received.files;
    if (first?.field === "file") {
      return { file: first.file, sentName: first.name, fields: withNumber(received.fields) };
    }
    await first?.file.discard();
    return refusal(400, "There must be one file, in the part file");
  }

  async function finish({ file, fields, sentName }: ReceivedUpload, sender: Sender): Promise<Response> {
    const user = sender.user ?? (await provenBy(fields, sender.client.address));
    if (user instanceof Response) return user;
    const limited = sender.user === null ? gate.limits.user(user) : null;
    if (limited) return limited;
    const described = describedBy(fields, sentName);
    if (described instanceof Response) return described;
    const may = () => parts.mayUpload(user, described.channel);
    const answer = answerTo(await finishUpload(parts, may, file, described));
    for (const [name, value] of Object.entries(gate.limits.fields(user))) answer.headers.set(name, value);
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

/** Multipart bodies have only texts. */
function withNumber(fields: ReadonlyMap<string, string>): ReadonlyMap<string, FormValue> {
  const days = fields.get("expires_in_days");
  return days ? new Map<string, FormValue>(fields).set("expires_in_days", Number(days)) : fields;
}
