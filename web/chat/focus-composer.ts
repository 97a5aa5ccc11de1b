/** Puts the cursor into the field for messages. */
export function focusComposer(): void {
  document.getElementById("composer")?.focus();
}
