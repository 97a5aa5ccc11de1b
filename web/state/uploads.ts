/** Files on their way to the server, and those that wait for the message that they belong to: of each channel its own. */

import { computed, effect, signal } from "@preact/signals";
import { CommandError, UploadError, upload, type WireAttachment } from "../../client/index.ts";
import { language } from "../texts/language.ts";
import { refusalText } from "../texts/refusals/refusals.ts";
import { fileSize } from "../texts/sizes.ts";
import { t } from "../texts/texts.ts";
import { type OpenPlace, place, placeKey } from "./places.ts";
import { notice, session } from "./session.ts";

export interface Upload {
  readonly number: number;
  /** Key of the place whose message it is for. */
  readonly place: string;
  readonly name: string;
  /** Address of the picture in this browser, if it is one. */
  readonly preview: string | null;
  /** 0 to 1. */
  readonly progress: number;
  /** Once the server has it. */
  readonly attachment: WireAttachment | null;
  readonly problem: string | null;
  /** Unix milliseconds: the server takes it no sooner, and then it is tried again. */
  readonly retryAt: number | null;
  /** Trying again may help. */
  readonly mayRetry: boolean;
}

interface Sending {
  readonly file: File;
  readonly channel: string;
  stop: AbortController;
  timer?: ReturnType<typeof setTimeout>;
}

const all = signal<readonly Upload[]>([]);

/** Those of the open place. */
export const uploads = computed(() => all.value.filter((one) => one.place === placeKey.value));

/** One message's; the server's limit. */
const mostFiles = 10;
const pictureType = /^image\/(png|jpeg|gif|webp|avif)$/;
const sendings = new Map<number, Sending>();
let numbers = 0;

export function addFiles(files: readonly File[], open: OpenPlace | null = place.value): void {
  const { enabled, max_size } = limits();
  if (!open || !enabled) return;
  for (const file of files) {
    if (all.value.filter((one) => one.place === open.key).length >= mostFiles) {
      notice.value = t().tooManyFiles;
      return;
    }
    const number = ++numbers;
    const isTooLarge = max_size !== null && file.size > max_size;
    const problem = isTooLarge ? t().tooLarge(fileSize(max_size, language.value)) : null;
    const preview = !isTooLarge && pictureType.test(file.type) ? URL.createObjectURL(file) : null;
    const fields = { number, place: open.key, name: file.name, preview, progress: 0, attachment: null };
    all.value = [...all.value, { ...fields, problem, retryAt: null, mayRetry: false }];
    if (isTooLarge) continue;
    sendings.set(number, { file, channel: open.channelName, stop: new AbortController() });
    void send(number);
  }
}

/** Stops an upload, or takes the file out of the message. */
export function removeUpload(number: number): void {
  forget(number);
  const preview = all.peek().find((one) => one.number === number)?.preview;
  if (preview) URL.revokeObjectURL(preview);
  all.value = all.value.filter((one) => one.number !== number);
}

export function retryUpload(number: number): void {
  const sending = sendings.get(number);
  if (!sending) return;
  clearTimeout(sending.timer);
  sending.stop = new AbortController();
  change(number, { problem: null, retryAt: null, mayRetry: false, progress: 0 });
  void send(number);
}

/** The files of the open place that are ready, which are no longer here then. Those that failed stay, with their reason. */
export function takeUploads(): WireAttachment[] {
  const ready = uploads.value.filter(({ attachment }) => attachment !== null);
  for (const { number } of ready) removeUpload(number);
  return ready.flatMap(({ attachment }) => attachment ?? []);
}

export function limits(): { readonly enabled: boolean; readonly max_size: number | null } {
  const { enabled, max_size } = session.value?.client.server.attachments ?? {};
  return { enabled: enabled === true, max_size: typeof max_size === "number" ? max_size : null };
}

/** Another account must not get the files of this one. */
export function watchUploads(): void {
  effect(() => {
    if (session.value) return;
    for (const { number } of all.peek()) removeUpload(number);
  });
}

function forget(number: number): void {
  const sending = sendings.get(number);
  clearTimeout(sending?.timer);
  sending?.stop.abort();
  sendings.delete(number);
}

function change(number: number, fields: Partial<Upload>): void {
  all.value = all.value.map((one) => (one.number === number ? { ...one, ...fields } : one));
}

async function send(number: number): Promise<void> {
  const sending = sendings.get(number);
  const client = session.value?.client;
  if (!sending || !client) return;
  const { file, channel, stop } = sending;
  const { signal: ended } = stop;
  try {
    const progress = (sent: number, size: number) => change(number, { progress: size > 0 ? sent / size : 1 });
    const attachment = await upload(client, file, { channel, progress, signal: ended });
    if (ended.aborted) return;
    change(number, { progress: 1, attachment });
    sendings.delete(number);
  } catch (error) {
    if (ended.aborted) return;
    const isRefusal = error instanceof UploadError || error instanceof CommandError;
    const wait = isRefusal ? error.retryAfter : null;
    change(number, {
      problem: isRefusal ? refusalText(error) : t().uploadBroken,
      retryAt: wait === null ? null : Date.now() + wait,
      mayRetry: !isRefusal || wait !== null || (error instanceof UploadError && error.status >= 500),
    });
    if (wait !== null) sending.timer = setTimeout(() => retryUpload(number), wait);
  }
}
