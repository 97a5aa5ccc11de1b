import { signal } from "@preact/signals";
import type { WireAttachment } from "../../client/index.ts";

interface OpenPictures {
  /** Those of one message. */
  readonly pictures: readonly WireAttachment[];
  readonly index: number;
}

export const lightbox = signal<OpenPictures | null>(null);

/** Shows a picture in full, with the others of its message around it. */
export function openPicture(attachments: readonly WireAttachment[], id: string): void {
  const pictures = attachments.filter(({ mime_type, width }) => mime_type.startsWith("image/") && width);
  lightbox.value = {
    pictures,
    index: Math.max(
      0,
      pictures.findIndex((picture) => picture.id === id),
    ),
  };
}

/** Goes on by so many pictures, and around at the ends. */
export function turnPicture(step: number): void {
  const open = lightbox.value;
  if (!open) return;
  const count = open.pictures.length;
  lightbox.value = { ...open, index: (open.index + step + count) % count };
}
