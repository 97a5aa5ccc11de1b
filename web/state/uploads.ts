/** Files on their way to the server, and those that wait for the message that they belong to. */

import { effect, signal } from "@preact/signals";
import { CommandError, type WireAttachment } from "../../client/index.ts";
import { language } from "../texts/language.ts";
import { fileSize } from "../texts/sizes.ts";
import { t } from "../texts/texts.ts";
import { place, placeKey } from "./places.ts";
import { base, notice, session } from "./session.ts";

export interface Upload {
  readonly number: number;
  readonly name: string;
  /** 0 to 1. */
  readonly progress: number;
  /** Once the server has it. */
  readonly attachment: WireAttachment | null;
  readonly problem: string | null;
}

export const uploads = signal<readonly Upload[]>([]);

const mostFiles = 10;
const requests = new Map<number, XMLHttpRequest>();
let numbers = 0;

export function addFiles(files: readonly File[]): void {
  const open = place.value;
  if (!open) return;
  const { enabled, max_size } = limits();
  if (!enabled) return;
  for (const file of files) {
    if (uploads.value.length >= mostFiles) {
      notice.value = t().tooManyFiles;
      return;
    }
    const number = ++numbers;
    const isTooLarge = max_size !== null && file.size > max_size;
    const problem = isTooLarge ? t().tooLarge(fileSize(max_size, language.value)) : null;
    const upload = { number, name: file.name, progress: 0, attachment: null, problem };
    uploads.value = [...uploads.value, upload];
    if (!isTooLarge) void send(number, file, open.channelName);
  }
}

/** Stops an upload, or takes the file out of the message. */
export function removeUpload(number: number): void {
  requests.get(number)?.abort();
  requests.delete(number);
  uploads.value = uploads.value.filter((upload) => upload.number !== number);
}

/** The files that are ready, which are no longer here then. */
export function takeUploads(): WireAttachment[] {
  const taken = uploads.value.flatMap(({ attachment }) => attachment ?? []);
  uploads.value = [];
  return taken;
}

export function limits(): { readonly enabled: boolean; readonly max_size: number | null } {
  const { enabled, max_size } = session.value?.client.server.attachments ?? {};
  return { enabled: enabled === true, max_size: typeof max_size === "number" ? max_size : null };
}

export function watchUploads(): void {
  effect(() => {
    void placeKey.value;
    for (const { number } of uploads.peek()) removeUpload(number);
  });
}

function change(number: number, fields: Partial<Upload>): void {
  uploads.value = uploads.value.map((upload) =>
    upload.number === number ? { ...upload, ...fields } : upload,
  );
}

async function send(number: number, file: File, channel: string): Promise<void> {
  try {
    const key = (await session.value?.client.request("attachment_upload_key"))?.key;
    if (key === undefined) throw new Error(t().uploadBroken);
    if (!uploads.value.some((upload) => upload.number === number)) return;
    const attachment = await post(number, file, channel, key);
    change(number, { progress: 1, attachment });
  } catch (error) {
    const text = error instanceof CommandError || error instanceof Error ? error.message : String(error);
    change(number, { problem: text });
  } finally {
    requests.delete(number);
  }
}

/** Not by `fetch`, which tells nothing of the progress. */
function post(number: number, file: File, channel: string, key: string): Promise<WireAttachment> {
  const body = new FormData();
  body.append("channel", channel);
  body.append("file", file, file.name);
  const request = new XMLHttpRequest();
  requests.set(number, request);
  return new Promise((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) =>
      change(number, { progress: total > 0 ? loaded / total : 0 });
    request.onload = () => {
      const answer = request.response as { attachment?: WireAttachment; error?: string } | null;
      if (request.status === 201 && answer?.attachment) resolve(answer.attachment);
      else reject(new Error(answer?.error ?? t().uploadBroken));
    };
    request.onerror = () => reject(new Error(t().uploadBroken));
    request.open("POST", new URL("attachments/upload", base));
    request.setRequestHeader("Authorization", `Bearer ${key}`);
    request.responseType = "json";
    request.send(body);
  });
}
