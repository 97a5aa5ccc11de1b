import { putText } from "../composer/use-completion.ts";
import { shownName } from "../state/names.ts";

/** Puts the cursor into the field for messages. */
export function focusComposer(): void {
  document.getElementById("composer")?.focus();
}

/** Writes a mention where the cursor of the field for messages is. */
export function insertMention(username: string): void {
  const field = document.getElementById("composer");
  if (!(field instanceof HTMLTextAreaElement)) return;
  const { selectionStart, selectionEnd, value } = field;
  const space = /\S$/.test(value.slice(0, selectionStart)) ? " " : "";
  putText(field, `${space}@${shownName(username)}`, selectionStart, selectionEnd);
}
