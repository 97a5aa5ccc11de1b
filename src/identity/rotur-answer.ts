/** One question to Rotur over HTTP. Its errors are never logged: they hold the URL, and so validators and keys. */
import { errorCode } from "../text/error-text.ts";

/** What came back: an HTTP answer whose body may be no JSON (then undefined), or a reason why there is none. */
export type Answer = { readonly status: number; readonly body: unknown } | { readonly problem: string };

const largestBody = 65_536;

/** @param token of an account, sent as Bearer */
export async function ask(url: string, signal: AbortSignal, token?: string): Promise<Answer> {
  try {
    // A redirect could hand the validator to somebody else. A compressed body could grow after the cap.
    const response = await fetch(url, {
      signal,
      redirect: "manual",
      decompress: false,
      headers: {
        accept: "application/json",
        "accept-encoding": "identity",
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
    });
    const text = await readText(response);
    return text === null
      ? { problem: "its answer is too large" }
      : { status: response.status, body: parse(text) };
  } catch (error) {
    return { problem: signal.aborted ? "it takes too long" : reason(error) };
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Null when the body is longer than any answer of the service; the rest isn't read then. */
async function readText(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > largestBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Only the code (`ECONNREFUSED`, …): the error itself holds the URL. */
function reason(error: unknown): string {
  return errorCode(error) ?? "the request failed";
}
