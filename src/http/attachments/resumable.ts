/**
 * Uploads in several requests, for clients that lose their connection: `POST /attachments/resumable` begins one, `PUT`
 * sends bytes from an offset on, `GET` tells the offset, `DELETE` gives it up. All need an upload key of the same user.
 */
import type { Uploader } from "../../actions/attachments/upload.ts";
import type { UnfinishedUpload } from "../../db/unfinished-uploads.ts";
import type { IncomingFile, IncomingFolder } from "../../files/incoming.ts";
import { createExpiringMap } from "../../limiting/expiring-map.ts";
import { type Failure, isFailure } from "../../protocol/errors.ts";
import { piecesOf, readBody, release } from "../body.ts";
import { type HttpClient, json, type Route, refusal } from "../route.ts";
import { answerTo, failed, tooLarge } from "./answers.ts";
import { type FinishParts, finishUpload, type Uploaded } from "./finish.ts";
import type { Gate, Sender } from "./gate.ts";
import { describedBy, unread } from "./receive.ts";
import { type Turns, turnBytes } from "./turns.ts";

type Begun = Pick<UnfinishedUpload, "name" | "size" | "room" | "wishedDays">;

export interface ResumableParts extends FinishParts {
  readonly gate: Gate;
  readonly incoming: IncomingFolder;
  readonly turns: Turns;
  mayUpload(userId: string, channel: string | null): Uploader | Failure;
  begin(uploader: Uploader, upload: Begun): Promise<{ readonly id: string } | Failure>;
  find(id: string): Promise<UnfinishedUpload | null>;
  end(id: string): Promise<void>;
  /** The name that a channel has now; null: it is gone. */
  channelName(room: number): string | null;
  /** Monotonic milliseconds. */
  elapsed(): number;
}

const path = "/attachments/resumable";
/** Bytes of the body that begins an upload. */
const longestBody = 16 * 1024;
const idPattern = /^[0-9a-f-]{36}$/;
/** Milliseconds for which the answer to a complete upload is repeated to a client that lost it. */
const repeatMilliseconds = 600_000;

const notFound = () => refusal(404, "There is no such upload; begin another one");

export function resumableRoutes(parts: ResumableParts): readonly Route[] {
  const { gate, incoming, elapsed } = parts;
  /** Uploads that a request writes to. */
  const busy = new Set<string>();
  const complete = createExpiringMap<{ readonly user: string; readonly uploaded: Uploaded }>(1000);
  const of = (method: "GET" | "PUT" | "DELETE", work: typeof receive): Route => ({
    method,
    path: `${path}/:id`,
    handle: (request, client, { id = "" }) => forOwner(request, client, id, work),
  });
  return [
    { method: "POST", path, handle: begin },
    of("GET", (_, upload) => tell(upload)),
    of("PUT", (request, { id }, sender) =>
      gate.inPlace(sender, () => alone(id, sender, (upload) => receive(request, upload, sender))),
    ),
    of("DELETE", (_, { id }, sender) => alone(id, sender, giveUp)),
  ];

  async function begin(request: Request, client: HttpClient): Promise<Response> {
    const sender = memberOf(request, client);
    if (sender instanceof Response) return sender;
    const limited = gate.charge(sender);
    if (limited) return limited;
    const body = await readBody(request, client, longestBody, elapsed);
    if (body === "too_slow") return refusal(408, "The body comes too slowly");
    const fields = fieldsIn(body);
    if (!fields) return refusal(400, "The body must be a JSON object");
    const described = describedBy(fields);
    if (described instanceof Response) return described;
    const size = fields.get("size");
    const most = parts.config().attachments.max_size;
    if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 1) {
      return refusal(400, "size must be the number of bytes, at least 1");
    }
    if (size > most) return tooLarge(most);
    const uploader = parts.mayUpload(sender.user, described.channel);
    if (isFailure(uploader)) return failed(uploader);
    const { name, wishedDays } = described;
    const begun = await parts.begin(uploader, { name, size, wishedDays, room: uploader.room });
    if (isFailure(begun)) return failed(begun);
    const told = { upload: begun.id, offset: 0, size };
    return json(told, {
      status: 201,
      headers: { Location: `${path}/${begun.id}`, ...offsetFields(0, size) },
    });
  }

  /** The sender, who must have an upload key. */
  function memberOf(request: Request, client: HttpClient): (Sender & { readonly user: string }) | Response {
    const closed = gate.closed();
    if (closed) return closed;
    const sender = gate.senderOf(request, client);
    if (sender instanceof Response) return sender;
    const { user } = sender;
    return user === null
      ? refusal(401, "An upload key is required, as Authorization: Bearer")
      : { user, client };
  }

  async function forOwner(
    request: Request,
    client: HttpClient,
    id: string,
    work: (request: Request, upload: UnfinishedUpload, sender: Sender) => Promise<Response>,
  ): Promise<Response> {
    const sender = memberOf(request, client);
    if (sender instanceof Response) return sender;
    if (!idPattern.test(id)) return notFound();
    const limited = gate.limits.network(client.address);
    if (limited) return limited;
    const upload = await current(id, sender);
    return upload instanceof Response ? upload : work(request, upload, sender);
  }

  /** The upload, or the answer if it is complete, given up or somebody else's. */
  async function current(id: string, { user }: Sender): Promise<UnfinishedUpload | Response> {
    const done = complete.get(id, elapsed());
    if (done?.user === user) return answerTo(done.uploaded);
    const upload = await parts.find(id);
    return upload?.user === user ? upload : notFound();
  }

  /** Does what changes an upload, as it is now: while the request waited, another one may have completed it. */
  async function alone(
    id: string,
    sender: Sender,
    work: (upload: UnfinishedUpload) => Promise<Response>,
  ): Promise<Response> {
    if (busy.has(id)) return inUse();
    busy.add(id);
    try {
      const upload = await current(id, sender);
      return upload instanceof Response ? upload : await work(upload);
    } finally {
      busy.delete(id);
    }
  }

  async function tell({ id, size }: UnfinishedUpload): Promise<Response> {
    const offset = await incoming.sizeOf(id);
    return json({ upload: id, offset, size }, { headers: offsetFields(offset, size) });
  }

  async function giveUp({ id }: UnfinishedUpload): Promise<Response> {
    await parts.end(id);
    // Until the next sweep it would take space that no limit counts.
    await incoming.remove(id);
    return new Response(null, { status: 204 });
  }

  async function receive(
    request: Request,
    upload: UnfinishedUpload,
    { user, client }: Sender,
  ): Promise<Response> {
    const { id, size } = upload;
    const offset = Number(request.headers.get("upload-offset") ?? 0);
    const there = await incoming.sizeOf(id);
    if (offset !== there) {
      const error = `The upload goes on at ${there}: see Upload-Offset`;
      return refusal(409, error, offsetFields(there, size));
    }
    const expectedHash = hashIn(request);
    if (expectedHash === null) return refusal(400, "Repr-Digest must be sha-256=:BASE64:");
    const file = await incoming.open(id);
    const refused = await readInto(file, request, client, size);
    if (refused || file.size < size) {
      await file.leave();
      return (
        refused ?? json({ upload: id, offset: file.size, size }, { headers: offsetFields(file.size, size) })
      );
    }
    return await finish(file, upload, user ?? "", expectedHash);
  }

  async function readInto(
    file: IncomingFile,
    request: Request,
    client: HttpClient,
    size: number,
  ): Promise<Response | null> {
    try {
      for await (const chunk of piecesOf(request, client, elapsed)) {
        if (file.size + chunk.byteLength > size) return refusal(400, `The upload has only ${size} bytes`);
        for (let at = 0; at < chunk.length; at += turnBytes) {
          await parts.turns.run(() => file.write(chunk.subarray(at, at + turnBytes)));
        }
        release(chunk);
      }
      return null;
    } catch (error) {
      return unread(error);
    }
  }

  async function finish(
    file: IncomingFile,
    { id, name, room, wishedDays }: UnfinishedUpload,
    user: string,
    expectedHash: string | undefined,
  ): Promise<Response> {
    const channel = room === null ? null : (parts.channelName(room) ?? "");
    const described = { name, wishedDays, ...(expectedHash !== undefined && { expectedHash }) };
    const outcome = await finishUpload(parts, () => parts.mayUpload(user, channel), file, described);
    // Complete as it is, it may be tried again with an empty body.
    if (outcome === "busy") await file.leave();
    else {
      await file.discard();
      await parts.end(id);
      const now = elapsed();
      if (!isFailure(outcome)) complete.set(id, { user, uploaded: outcome }, now, now + repeatMilliseconds);
    }
    return answerTo(outcome);
  }
}

function inUse(): Response {
  return refusal(503, "Another request writes to this upload", { "Retry-After": "5" });
}

function offsetFields(offset: number, size: number): Record<string, string> {
  return { "Upload-Offset": String(offset), "Upload-Length": String(size), "Cache-Control": "no-store" };
}

/** RFC 9530. Undefined: there is none, or none of a kind that is known here. Null: it is malformed. */
function hashIn({ headers }: Request): string | null | undefined {
  const sent = headers.get("repr-digest");
  if (sent === null || !/(?:^|,)\s*sha-256=/.test(sent)) return undefined;
  const encoded = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(sent)?.[1];
  return encoded === undefined ? null : Buffer.from(encoded, "base64").toString("hex");
}

/** The fields of a JSON object, of which only texts and numbers count. */
function fieldsIn(bytes: Awaited<ReturnType<typeof readBody>>): ReadonlyMap<string, string | number> | null {
  if (typeof bytes === "string") return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    return new Map(
      Object.entries(value).filter(
        (entry): entry is [string, string | number] =>
          typeof entry[1] === "string" || typeof entry[1] === "number",
      ),
    );
  } catch {
    return null;
  }
}
