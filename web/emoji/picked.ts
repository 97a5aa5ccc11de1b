/** What the picker gives, as texts and reactions. */
import { emojiAddress } from "../../client/index.ts";
import { session } from "../state/session.ts";

export type Picked =
  | { readonly kind: "emoji"; readonly text: string }
  | { readonly kind: "custom"; readonly id: string; readonly name: string }
  | { readonly kind: "sticker"; readonly id: string; readonly name: string };

/** As it stands in a field for texts. */
export function textOf(picked: Picked): string {
  return picked.kind === "emoji" ? picked.text : `:${picked.name}:`;
}

/** As the server takes it for a reaction. */
export function reactionOf(picked: Picked): string {
  const client = session.value?.client;
  return picked.kind === "custom" && client ? emojiAddress(client, picked.id) : textOf(picked);
}
