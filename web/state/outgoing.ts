/** What goes out of the field for messages. */
import { stickerAddress, withEmojiAddresses } from "../../client/index.ts";
import { replyTo, waitSeconds } from "./composing.ts";
import { isAtNewest, showNewest } from "./history.ts";
import { emojis } from "./people.ts";
import { session } from "./session.ts";
import { takeUploads, uploads } from "./uploads.ts";

/** A text of a field as the server gets it. */
export function sentText(text: string): string {
  const client = session.value?.client;
  return client ? withEmojiAddresses(client, text.trim(), emojis.value ?? new Map()) : text.trim();
}

/** How many characters more than the server takes. Negative: so many are left. */
export function charactersOver(text: string): number {
  const most = session.value?.client.server.limits["post_content"] ?? Number.POSITIVE_INFINITY;
  return [...sentText(text)].length - most;
}

export function areUploading(): boolean {
  return uploads.value.some(({ attachment, problem }) => attachment === null && problem === null);
}

/** Sends the text with the files that are ready. False: there is nothing to send, or it can't be sent now. */
export function sendText(place: string, text: string): boolean {
  if (waitSeconds.value > 0 || areUploading() || charactersOver(text) > 0) return false;
  const content = sentText(text);
  const attachments = takeUploads();
  if (content === "" && attachments.length === 0) return false;
  post(place, content, attachments);
  return true;
}

/** A sticker is a message of its own: what is written stays. */
export function sendSticker(place: string, id: string): void {
  const client = session.value?.client;
  if (client && waitSeconds.value === 0) post(place, stickerAddress(client, id), []);
}

function post(place: string, content: string, attachments: ReturnType<typeof takeUploads>): void {
  isAtNewest.value = true;
  showNewest();
  session.value?.outbox.send({ place, content, replyTo: replyTo.value?.id ?? null, attachments });
  replyTo.value = null;
}
