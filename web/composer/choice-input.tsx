import { useSignal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import type { ChoiceSource } from "./choices.ts";
import { floatAt } from "./float.ts";

interface ChoiceInputProps {
  /** Id, labels and state of the field. */
  readonly attributes: Readonly<Record<string, string | boolean>>;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly source: ChoiceSource;
}

/** Milliseconds after the last key, so that a bot isn't asked for each of them. */
const pause = 150;

/** A field with choices that come while it is typed in. Another text may stand in it too. */
export function ChoiceInput({ attributes, value, set, source }: ChoiceInputProps) {
  const choices = useSignal<readonly string[]>([]);
  const chosen = useSignal(-1);
  const isOpen = useSignal(false);
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const asked = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => () => clearTimeout(timer.current), []);

  const hasList = isOpen.value && choices.value.length > 0;
  useLayoutEffect(() => {
    if (field.current && list.current) return floatAt(field.current, list.current, 360);
  }, [hasList]);

  function ask(typed: string): void {
    const number = ++asked.current;
    clearTimeout(timer.current);
    timer.current = setTimeout(async () => {
      const answer = await source(typed);
      if (number !== asked.current) return;
      choices.value = answer;
      chosen.value = -1;
      isOpen.value = true;
    }, pause);
  }

  function close(): void {
    asked.current++;
    clearTimeout(timer.current);
    isOpen.value = false;
  }

  function take(choice: string): void {
    set(choice);
    close();
  }

  const shown = isOpen.value ? choices.value : [];
  const idOf = (index: number) => `${listId}-${index}`;

  function keys(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const choice = shown[chosen.value];
    if (step !== undefined && shown.length === 0) ask(value);
    else if (step !== undefined) chosen.value = (chosen.value + step + shown.length) % shown.length;
    else if (event.key === "Escape" && shown.length > 0) {
      close();
      event.stopPropagation();
    } else if (event.key === "Enter" && choice !== undefined) take(choice);
    else {
      if (event.key === "Tab" && choice !== undefined) take(choice);
      return;
    }
    event.preventDefault();
  }

  return (
    <>
      <input
        ref={field}
        {...attributes}
        type="text"
        role="combobox"
        autocomplete="off"
        aria-autocomplete="list"
        aria-expanded={shown.length > 0}
        aria-controls={shown.length > 0 ? listId : undefined}
        aria-activedescendant={chosen.value >= 0 && shown.length > 0 ? idOf(chosen.value) : undefined}
        value={value}
        onInput={({ currentTarget }) => {
          set(currentTarget.value);
          ask(currentTarget.value);
        }}
        onFocus={() => ask(value)}
        onBlur={close}
        onKeyDown={keys}
      />
      {shown.length > 0 && (
        <div
          ref={list}
          id={listId}
          popover="manual"
          class="completion"
          role="listbox"
          aria-label={String(attributes["data-option"])}
        >
          {shown.map((choice, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
            <div
              key={choice}
              id={idOf(index)}
              role="option"
              aria-selected={index === chosen.value}
              class="candidate"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(choice)}
            >
              {choice}
            </div>
          ))}
        </div>
      )}
    </>
  );
}
