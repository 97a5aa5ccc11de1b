/** The server's stickers, and where their pictures are. */
import { computed } from "@preact/signals";
import type { WireSticker } from "../../client/index.ts";
import { base } from "./base.ts";
import { model } from "./session.ts";

export const stickers = computed(() => model.value?.stickers);

export function stickerUrl({ fileName }: Pick<WireSticker, "fileName">): string {
  return new URL(`stickers/${encodeURIComponent(fileName)}`, base).href;
}
