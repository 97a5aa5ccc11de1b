/** Bodies of uploads: they are written to a file as they come. */
import type { IncomingFile, IncomingFolder } from "../../files/incoming.ts";
import { createJsonForm, type FormValue } from "../../files/json-form.ts";
import { createMultipartForm, type MultipartFile } from "../../files/multipart.ts";
import { fail } from "../../protocol/errors.ts";
import { errorCode } from "../../text/error-text.ts";
import { piecesOf, release, SlowBody } from "../body.ts";
import { type HttpClient, refusal } from "../route.ts";
import { failed, tooLarge } from "./answers.ts";
import type { Described } from "./finish.ts";
import { type Turns, turnBytes } from "./turns.ts";

export interface Received {
  readonly file: IncomingFile;
  readonly fields: ReadonlyMap<string, FormValue>;
}

/** A multipart body. */
export interface ReceivedParts {
  readonly files: readonly MultipartFile[];
  readonly fields: ReadonlyMap<string, string>;
}

export interface Receiving {
  readonly client: Pick<HttpClient, "awaited">;
  readonly incoming: IncomingFolder;
  readonly turns: Turns;
  /** Monotonic milliseconds. */
  elapsed(): number;
  /** Bytes of a file. */
  readonly most: number;
  /** Called when further fields are there. A response refuses the rest of the body. */
  checked?(fields: ReadonlyMap<string, FormValue>): Response | null;
}

/** Bytes of a body besides the file. */
export const besideFile = 64 * 1024;

/** Why a body was not read to its end. */
export function unread(error: unknown): Response {
  if (error instanceof SlowBody) return refusal(408, error.message);
  // Errors of files have it, those of the connection have not.
  if (!(error instanceof Error && "syscall" in error)) return refusal(400, "Failed to read the body");
  const isFull = errorCode(error) === "ENOSPC";
  return failed(fail(isFull ? "storage_full" : "files_unavailable"));
}

/** Reads the JSON form. The file is there only if the result is no response. */
export async function receiveJson(request: Request, receiving: Receiving): Promise<Received | Response> {
  const { incoming, most } = receiving;
  const file = await incoming.open();
  let isTooLarge = false;
  const form = createJsonForm(async (bytes) => {
    isTooLarge = file.size + bytes.byteLength > most;
    if (isTooLarge) return "too large";
    await file.write(bytes);
    return null;
  });
  const reading = {
    fields: form.fields,
    async push(chunk: Uint8Array) {
      const problem = await form.push(chunk);
      return isTooLarge ? tooLarge(most) : problem;
    },
    end: async () => form.end(),
  };
  const refused = await read(
    request,
    { ...receiving, bytes: Math.ceil((most * 4) / 3) + besideFile },
    reading,
  );
  if (refused) {
    await file.discard();
    return refused;
  }
  return { file, fields: form.fields };
}

/**
 * Reads a multipart body of at most `files` files. They are there only if the result is no response.
 *
 * @param bytes of the whole body
 * @param textBytes of each text
 */
export async function receiveMultipart(
  request: Request,
  receiving: Receiving,
  { files, bytes, textBytes }: { readonly files: number; readonly bytes: number; readonly textBytes: number },
): Promise<ReceivedParts | Response> {
  const { incoming, most } = receiving;
  const form = createMultipartForm(
    request.headers.get("content-type") ?? "",
    { files, fileBytes: most, textBytes },
    () => incoming.open(),
  );
  if (!form) return refusal(400, "The Content-Type must name a boundary");
  const refused = await read(
    request,
    { ...receiving, bytes },
    {
      fields: form.fields,
      async push(chunk) {
        const problem = await form.push(chunk);
        return form.isTooLarge ? tooLarge(most) : problem;
      },
      async end() {
        const problem = await form.end();
        return form.isTooLarge ? tooLarge(most) : problem;
      },
    },
  );
  if (refused) {
    await form.discard();
    return refused;
  }
  return form;
}

/** What reads a body. Both functions return what is wrong, for people or as the answer, or null. */
interface Reading {
  readonly fields: ReadonlyMap<string, FormValue>;
  /** The memory of the piece isn't used any more afterwards. */
  push(chunk: Uint8Array): Promise<string | Response | null>;
  end(): Promise<string | Response | null>;
}

/** @param receiving `bytes`: of the whole body. @returns why the body is refused, or null */
async function read(
  request: Request,
  { client, elapsed, turns, most, bytes: mostBytes, checked }: Receiving & { readonly bytes: number },
  reading: Reading,
): Promise<Response | null> {
  const answer = (problem: string | Response) =>
    typeof problem === "string" ? refusal(400, problem) : problem;
  let bytes = 0;
  let fields = 0;
  try {
    for await (const chunk of piecesOf(request, client, elapsed)) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) return tooLarge(most);
      for (let at = 0; at < chunk.length; at += turnBytes) {
        const problem = await turns.run(() => reading.push(chunk.subarray(at, at + turnBytes)));
        if (problem !== null) return answer(problem);
      }
      release(chunk);
      if (reading.fields.size === fields) continue;
      fields = reading.fields.size;
      const refused = checked?.(reading.fields);
      if (refused) return refused;
    }
    const problem = await reading.end();
    return problem === null ? null : answer(problem);
  } catch (error) {
    return unread(error);
  }
}

/** What the sender says of a file, and where it is for. */
export interface ForChannel extends Described {
  /** Name of the channel; null: any. */
  readonly channel: string | null;
}

/**
 * What the fields say of the file, or why they are refused (compatibility.md#upload-channel).
 *
 * @param sentName of the file, where the fields have none
 */
export function describedBy(fields: ReadonlyMap<string, FormValue>, sentName = ""): ForChannel | Response {
  const name = fields.get("name") || sentName;
  const channel = fields.get("channel") || null;
  if (typeof name !== "string" || name === "" || name.length > 2000) {
    return refusal(400, "name must be a text of 1 to 2000 characters");
  }
  if (channel !== null && typeof channel !== "string") return refusal(400, "channel must be a text");
  const wishedDays = fields.get("expires_in_days") ?? null;
  if (wishedDays !== null && !(typeof wishedDays === "number" && wishedDays > 0 && wishedDays <= 365)) {
    return refusal(400, "expires_in_days must be a number above 0, at most 365");
  }
  return { name, channel: channel === "null" ? null : channel, wishedDays };
}
