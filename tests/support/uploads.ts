/** Uploads, as members make them over HTTP. */
import { connect } from "node:net";
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

/** An upload of which a test sends the pieces. The answer is all that came when the server ended it. */
export function sending(
  url: string,
  headers: Readonly<Record<string, string>>,
  length: number,
  path = "/attachments/upload",
) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = "";
  const ended = new Promise<string>((resolve) => {
    socket.on("data", (data) => {
      received += data.toString();
      if (/\r\n\r\n.*\}/s.test(received)) resolve(received);
    });
    socket.on("close", () => resolve(received));
    socket.on("error", () => resolve(received));
  });
  const fields = { Host: "test", "Content-Type": "application/json", "Content-Length": length, ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  socket.write([`POST ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
  return { write: (text: string) => socket.write(text), end: () => socket.destroy(), ended };
}

/** What an answer says. */
export async function answerOf(response: Response): Promise<{ attachment: WireAttachment; error: string }> {
  return (await response.json()) as { attachment: WireAttachment; error: string };
}
