/** Uploads, as members make them over HTTP. */
import type { Client, WireAttachment } from "../../client/index.ts";

export interface Uploading {
  readonly bytes?: Uint8Array;
  readonly name?: string;
  readonly channel?: string | null;
  /** Further fields of the JSON form. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** The beginning of a PDF, which is kept as it is. */
export const pdf = (text = "tea") => Buffer.from(`%PDF-1.7\n${text}\n`);

/** Uploads a file with a key of the member's connection. @throws Error with the answer when it is refused */
export async function upload(
  by: Pick<Client, "request">,
  url: string,
  uploading: Uploading = {},
): Promise<WireAttachment> {
  const response = await tryUpload(by, url, uploading);
  const answer: unknown = await response.json();
  if (response.status !== 201) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
  return (answer as { attachment: WireAttachment }).attachment;
}

export async function tryUpload(
  by: Pick<Client, "request">,
  url: string,
  uploading: Uploading = {},
): Promise<Response> {
  const { key } = await by.request("attachment_upload_key");
  return post(url, bodyOf(uploading), { Authorization: `Bearer ${key}` });
}

/** The JSON form. */
export function bodyOf({
  bytes = pdf(),
  name = "plan.pdf",
  channel = "general",
  fields,
}: Uploading = {}): string {
  const file = `data:application/pdf;base64,${Buffer.from(bytes).toString("base64")}`;
  return JSON.stringify({ file, name, mime_type: "application/pdf", channel, ...fields });
}

export function post(
  url: string,
  body: string | ReadableStream,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/attachments/upload`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body,
  });
}

/** What an answer says. */
export async function answerOf(response: Response): Promise<{ attachment: WireAttachment; error: string }> {
  return (await response.json()) as { attachment: WireAttachment; error: string };
}
