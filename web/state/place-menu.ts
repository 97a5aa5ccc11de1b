/** The menu of a channel or thread in the list. */
import { signal } from "@preact/signals";
import type { MenuAnchor } from "./overlays.ts";

export const placeMenu = signal<{
  /** Of the place. */
  readonly key: string;
  readonly name: string;
  readonly anchor: MenuAnchor;
} | null>(null);
