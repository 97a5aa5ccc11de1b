/** What is open about a person: their card, or a question of a moderator. */
import { signal } from "@preact/signals";

export interface OpenProfile {
  /** User id. */
  readonly id: string;
  /** What was pressed; the card stands beside it. */
  readonly anchor: Element;
}

export const profile = signal<OpenProfile | null>(null);

/** What a moderator is asked about a member. */
export const memberDialog = signal<{
  readonly kind: "nickname" | "timeout" | "kick" | "ban" | "remove";
  /** User id. */
  readonly id: string;
} | null>(null);

/** The button beside which the own menu is open. */
export const ownMenuAt = signal<Element | null>(null);
