/** Bodies of uploads: they are written to a file as they come. */

import type { IncomingFile, IncomingFolder } from "../../files/incoming.ts";
import { createJsonForm, type FormValue } from "../../files/json-form.ts";
import { fail } from "../../protocol/errors.ts";
import { release } from "../body.ts";
import { refusal } from "../route.ts";
import { failed, tooLarge } from "./answers.ts";
import type { Described } from "./finish.ts";
import { createPace } from "./pace.ts";

export interface Received {
  readonly file: IncomingFile;
  readonly fields: ReadonlyMap<string, FormValue>;
}

export interface Receiving {
  readonly incoming: IncomingFolder;
  /** Monotonic milliseconds. */
  elapsed(): number;
  /** Bytes of a file. */
  readonly most: number;
  /** Called when further fields are there. A response refuses the rest of the body. */
  checked(fields: ReadonlyMap<string, FormValue>): Response | null;
}

/** Bytes of a body besides the file. */
export const besideFile = 64 * 1024;

/** Why a body was not read to its end. */
function unread(error: unknown): Response {
  const isFull = error instanceof Error && "code" in error && error.code === "ENOSPC";
  return isFull ? failed(fail("storage_full")) : refusal(400, "Failed to read the body");
}

const tooSlow = () => refusal(408, "The body comes too slowly");

/** Reads the JSON form. The file is there only if the result is no response. */
export async function receiveJson(request: Request, receiving: Receiving): Promise<Received | Response> {
  const { incoming, most, elapsed, checked } = receiving;
  const file = await incoming.open();
  let isTooLarge = false;
  const form = createJsonForm(async (bytes) => {
    isTooLarge = file.size + bytes.byteLength > most;
    if (isTooLarge) return "too large";
    await file.write(bytes);
    return null;
  });
  const refused = await read();
  if (refused) {
    await file.discard();
    return refused;
  }
  return { file, fields: form.fields };

  async function read(): Promise<Response | null> {
    const isTooSlow = createPace(elapsed);
    let bytes = 0;
    let fields = 0;
    try {
      for await (const chunk of request.body ?? []) {
        bytes += chunk.byteLength;
        if (isTooSlow(bytes)) return tooSlow();
        if (bytes > Math.ceil((most * 4) / 3) + besideFile) return tooLarge(most);
        const problem = await form.push(chunk);
        release(chunk);
        if (isTooLarge) return tooLarge(most);
        if (problem !== null) return refusal(400, problem);
        if (form.fields.size === fields) continue;
        fields = form.fields.size;
        const refused = checked(form.fields);
        if (refused) return refused;
      }
    } catch (error) {
      return unread(error);
    }
    const problem = form.end();
    return problem === null ? null : refusal(400, problem);
  }
}

/** What the fields say of the file, or why they are refused (compatibility.md#upload-channel). */
export function describedBy(fields: ReadonlyMap<string, FormValue>): Described | Response {
  const name = fields.get("name");
  const channel = fields.get("channel") ?? null;
  const days = fields.get("expires_in_days") ?? null;
  if (typeof name !== "string" || name === "" || name.length > 2000) {
    return refusal(400, "name must be a text of 1 to 255 characters");
  }
  if (channel !== null && typeof channel !== "string") return refusal(400, "channel must be a text");
  if (days !== null && !(typeof days === "number" && days > 0 && days <= 365)) {
    return refusal(400, "expires_in_days must be a number above 0, at most 365");
  }
  return { name, channel: channel === "" || channel === "null" ? null : channel, wishedDays: days };
}
