import type { RefObject } from "preact";
import { searchOperators, searchParts } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { found, runSearch, searchText } from "../state/search.ts";
import { t } from "./texts/texts.ts";

/** The filters of the search, each with a button that takes it out, and those that can be added. */
export function SearchFilters({ field }: { readonly field: RefObject<HTMLInputElement | null> }) {
  const text = searchText.value;
  const used = searchParts(text).filter(({ operator, isUnderstood }) => operator !== null && isUnderstood);
  const add = (operator: string) => {
    if (!field.current) return;
    const before = text.trimEnd();
    field.current.value = `${before}${before === "" ? "" : " "}${operator}:`;
    field.current.focus();
    const end = field.current.value.length;
    field.current.setSelectionRange(end, end);
    // As if it had been typed.
    field.current.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  const remove = (start: number, end: number) => {
    searchText.value = `${text.slice(0, start)}${text.slice(end).trimStart()}`;
    if (found.value && searchText.value.trim() !== "") void runSearch();
    field.current?.focus();
  };
  return (
    <ul class="find-filters" aria-label={t().filters}>
      {used.map(({ text, start, end }) => (
        <li key={`${start} ${text}`}>
          <button
            type="button"
            class="find-chip used"
            aria-label={t().removeFilter(text)}
            title={t().removeFilter(text)}
            onClick={() => remove(start, end)}
          >
            <span class="cut">{text}</span>
            <Icon name="x" size={14} />
          </button>
        </li>
      ))}
      {searchOperators.map((name) => (
        <li key={name}>
          <button
            type="button"
            class="find-chip"
            aria-label={t().addFilter(t().operator(name))}
            title={t().operatorHint(name)}
            onClick={() => add(name)}
          >
            {t().operator(name)}
          </button>
        </li>
      ))}
    </ul>
  );
}
