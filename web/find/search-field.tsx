import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { Icon } from "../icons/icon.tsx";
import { searchText } from "../state/search.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { type Completion, completionsAt } from "./completion.ts";
import { t } from "./texts/texts.ts";

interface SearchFieldProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onSubmit: () => void;
  readonly onClear: () => void;
}

/** The field of a search. Operators and their values are offered while they are typed. */
export function SearchField({ field, onSubmit, onClear }: SearchFieldProps) {
  /** Where the cursor is; null: nothing is offered. */
  const cursor = useSignal<number | null>(null);
  /** Null: none is chosen, and Enter searches. */
  const active = useSignal<number | null>(null);
  const text = searchText.value;
  const found = cursor.value === null ? null : completionsAt(text, cursor.value);
  const offers = found?.offers ?? [];
  const chosen = active.value ?? (found?.isValue ? 0 : null);
  useLayoutEffect(() => field.current?.focus(), []);

  const close = () => {
    cursor.value = null;
  };
  const moved = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    active.value = null;
    const { selectionStart, selectionEnd } = currentTarget;
    cursor.value = selectionStart === selectionEnd ? selectionStart : null;
  };
  const pick = ({ insert }: Completion) => {
    if (!found || !field.current) return;
    const before = text.slice(0, found.start) + insert;
    // At once, since the person may type on before the field is drawn anew.
    field.current.value = before + text.slice(found.end).trimStart();
    field.current.setSelectionRange(before.length, before.length);
    searchText.value = field.current.value;
    active.value = null;
    cursor.value = before.length;
  };
  const keys = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const offer = chosen === null ? undefined : offers[chosen];
    const last = offers.length - 1;
    if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && offer) pick(offer);
    else if (event.key === "Enter") {
      close();
      onSubmit();
    } else if (event.key === "Escape" && offers.length > 0) close();
    else if (event.key === "ArrowDown" && offers.length > 0)
      active.value = chosen === null || chosen === last ? 0 : chosen + 1;
    else if (event.key === "ArrowUp" && offers.length > 0)
      active.value = chosen === null || chosen === 0 ? last : chosen - 1;
    else return;
    event.preventDefault();
  };
  return (
    <div class="find-field">
      <Icon name="search" size={16} />
      <input
        ref={field}
        id="search-field"
        type="text"
        role="combobox"
        inputMode="search"
        enterkeyhint="search"
        autocomplete="off"
        spellcheck={false}
        aria-label={t().searchFor}
        aria-describedby="search-problems"
        aria-expanded={offers.length > 0}
        aria-controls="search-offers"
        aria-autocomplete="list"
        aria-activedescendant={chosen !== null && offers[chosen] ? `search-offer-${chosen}` : undefined}
        placeholder={t().searchFor}
        value={text}
        onInput={(event) => {
          searchText.value = event.currentTarget.value;
          moved(event);
        }}
        onFocus={moved}
        onClick={moved}
        onKeyUp={({ key, currentTarget }) => {
          if (key === "ArrowLeft" || key === "ArrowRight" || key === "Home" || key === "End")
            moved({ currentTarget });
        }}
        onKeyDown={keys}
        onBlur={close}
      />
      {text !== "" && <IconButton icon="x" label={t().clear} onClick={onClear} />}
      <div
        id="search-offers"
        role="listbox"
        aria-label={t().suggestions}
        class="find-offers"
        hidden={offers.length === 0}
      >
        {offers.map((offer, index) => (
          <button
            type="button"
            tabIndex={-1}
            key={offer.insert}
            id={`search-offer-${index}`}
            role="option"
            aria-selected={index === chosen}
            // The field keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(offer)}
          >
            <span class="cut">{offer.text}</span>
            <span class="quiet cut">{offer.note}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
