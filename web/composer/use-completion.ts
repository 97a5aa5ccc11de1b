/** Completion of names in a field for texts. The list itself is loaded when there is something to complete. */
import { type Signal, signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useId, useMemo } from "preact/hooks";
import { type Token, tokenAt } from "./token.ts";

/** What the list does for the field, which keeps the focus. */
export interface ListKeys {
  move(step: number): void;
  /** False: there is nothing to take. */
  take(): boolean;
  /** The word is complete as it was typed. */
  isComplete(): boolean;
}

export interface Completion {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** What is completed now. */
  readonly token: Signal<Token | null>;
  /** Id of the chosen option; null while the list shows none. */
  readonly active: Signal<string | null>;
  readonly listId: string;
  /** Set by the list. */
  readonly list: { current: ListKeys | null };
  /** After a change of the text or of the cursor. */
  look(): void;
  /** Before anything else is done with a key. True: it was for the list. */
  keys(event: KeyboardEvent): boolean;
  close(): void;
  /** The field lost the focus. */
  leave(): void;
}

/** @param withCommands the field takes slash commands */
export function useCompletion(
  field: RefObject<HTMLTextAreaElement | null>,
  withCommands = false,
): Completion {
  const listId = useId();
  return useMemo(() => createCompletion(field, withCommands, listId), [withCommands]);
}

function createCompletion(
  field: RefObject<HTMLTextAreaElement | null>,
  withCommands: boolean,
  listId: string,
): Completion {
  const token = signal<Token | null>(null);
  const active = signal<string | null>(null);
  const list: { current: ListKeys | null } = { current: null };
  /** Where Escape closed it: it stays closed while that word is typed. */
  let closedAt: number | null = null;

  function close(): void {
    closedAt = token.value?.from ?? null;
    token.value = null;
  }

  return {
    field,
    token,
    active,
    listId,
    list,
    close,
    leave() {
      token.value = null;
    },
    look() {
      const element = field.current;
      if (!element) return;
      const isPoint = element.selectionStart === element.selectionEnd;
      const found = isPoint ? tokenAt(element.value, element.selectionEnd, withCommands) : null;
      if (found === null || found.from !== closedAt) closedAt = null;
      const isSame = found?.query === token.value?.query && found?.from === token.value?.from;
      if (!isSame) token.value = closedAt === null ? found : null;
    },
    keys(event) {
      if (token.value === null || active.value === null || event.isComposing) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const takes = (event.key === "Enter" || event.key === "Tab") && !event.shiftKey;
      // A name that was typed in full needs no second Enter to be sent.
      const isDone = event.key === "Enter" && list.current?.isComplete();
      if (isDone) return false;
      if (step !== undefined) list.current?.move(step);
      else if (event.key === "Escape") close();
      else if (!takes || !list.current?.take()) return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

/** Attributes of the field. The field stays a text field for screen readers, with a list beside it. */
export function completedField({ token, active, listId }: Completion) {
  const isOpen = token.value !== null && active.value !== null;
  return {
    "aria-autocomplete": "list" as const,
    "aria-controls": isOpen ? listId : undefined,
    "aria-activedescendant": isOpen ? (active.value ?? undefined) : undefined,
  };
}

/** Puts a text into the field in place of a part, with a space behind it, as if it were typed. */
export function putText(element: HTMLTextAreaElement, text: string, from: number, to: number): void {
  const hasSpace = /^\s/.test(element.value.slice(to));
  element.setRangeText(hasSpace ? text : `${text} `, from, to, "end");
  if (hasSpace) element.setSelectionRange(element.selectionEnd + 1, element.selectionEnd + 1);
  element.dispatchEvent(new Event("input", { bubbles: true }));
  element.focus();
}
