/** What was picked: kept in this browser, so that it is near the next time. */
import { signal } from "@preact/signals";
import { keep, kept } from "../state/kept.ts";
import type { Picked } from "./picked.ts";

const most = 32;

/** The newest first: an emoji as itself, a custom one as `:id`. */
export const recent = signal<readonly string[]>(
  (kept("emojis") ?? "").split(" ").filter((one) => one !== ""),
);
/** 0: none, 1 to 5: light to dark. */
export const skinTone = signal(Number(kept("skin-tone") ?? 0) || 0);

export function remember(picked: Picked): void {
  if (picked.kind === "sticker") return;
  const key = picked.kind === "emoji" ? picked.text : `:${picked.id}`;
  recent.value = [key, ...recent.value.filter((one) => one !== key)].slice(0, most);
  keep("emojis", recent.value.join(" "));
}

export function chooseTone(tone: number): void {
  skinTone.value = tone;
  keep("skin-tone", tone === 0 ? null : String(tone));
}
