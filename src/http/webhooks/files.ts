/** Posts of webhooks with files, as multipart. */
import type { Webhook } from "../../db/webhooks.ts";
import type { IncomingFile, IncomingFolder } from "../../files/incoming.ts";
import type { MultipartFile } from "../../files/multipart.ts";
import { type Failure, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { answerTo, tooLarge } from "../attachments/answers.ts";
import type { Described, Uploaded } from "../attachments/finish.ts";
import type { Gate } from "../attachments/gate.ts";
import { besideFile, receiveMultipart } from "../attachments/receive.ts";
import type { Turns } from "../attachments/turns.ts";
import { type HttpClient, refusal } from "../route.ts";

export interface WebhookUploads {
  readonly gate: Gate;
  readonly incoming: IncomingFolder;
  readonly turns: Turns;
  /** Monotonic milliseconds. */
  elapsed(): number;
  /** Bytes of all files of a post. */
  most(): number;
  finish(webhook: Webhook, file: IncomingFile, described: Described): Promise<Uploaded | Failure | "busy">;
}

/** Bytes of each text. */
const textBytes = 1024 * 1024;

/**
 * Reads a post, makes its files uploads of the webhook, and posts it.
 *
 * @param post gets the texts, and the ids of the uploads in the order of the body
 */
export async function withFiles(
  request: Request,
  client: HttpClient,
  webhook: Webhook,
  uploads: WebhookUploads,
  post: (fields: ReadonlyMap<string, string>, attachments: readonly string[]) => Promise<Response>,
): Promise<Response> {
  const { gate, incoming, turns, elapsed } = uploads;
  // The signature is over the whole body, which is nowhere in memory.
  if (webhook.secret !== null) return refusal(415, "A webhook with a secret takes no multipart bodies");
  const most = uploads.most();
  const bytes = most + textBytes + besideFile;
  if (Number(request.headers.get("content-length") ?? 0) > bytes) return tooLarge(most);
  const refused = gate.closed() ?? gate.limits.user(webhook.id);
  if (refused) return refused;
  return gate.inPlace({ user: webhook.id, client }, async () => {
    const limit = { files: limits.attachments, bytes, textBytes };
    const received = await receiveMultipart(request, { client, incoming, turns, elapsed, most }, limit);
    if (received instanceof Response) return received;
    try {
      const ids = await finishAll(received.files, webhook, uploads);
      return ids instanceof Response ? ids : await post(received.fields, ids);
    } finally {
      await Promise.all(received.files.map(({ file }) => file.discard()));
    }
  });
}

/** The ids of the uploads, or why one of them is refused. What became an upload before that, goes after an hour. */
async function finishAll(
  files: readonly MultipartFile[],
  webhook: Webhook,
  { finish }: WebhookUploads,
): Promise<readonly string[] | Response> {
  const ids: string[] = [];
  for (const { name, file } of files) {
    const outcome = await finish(webhook, file, { name: name || "file", wishedDays: null });
    if (outcome === "busy" || isFailure(outcome)) return answerTo(outcome);
    ids.push(outcome.attachment.id);
  }
  return ids;
}
