import { useRef } from "preact/hooks";
import { longestSearch, searchParts } from "../../client/index.ts";
import { place } from "../state/places.ts";
import {
  clearSearch,
  found,
  runSearch,
  searchesHere,
  searchProblem,
  searchText,
  watchSearch,
} from "../state/search.ts";
import { RecentSearches } from "./recent-searches.tsx";
import { Results } from "./results.tsx";
import { SearchField } from "./search-field.tsx";
import { SearchFilters } from "./search-filters.tsx";
import { Segments } from "./segments.tsx";
import { SidePanel } from "./side-panel.tsx";
import { t } from "./texts/texts.ts";

watchSearch();

/** A search with its results beside the messages. */
export function SearchPanel() {
  const field = useRef<HTMLInputElement>(null);
  const text = searchText.value;
  const isTooLong = text.trim().length > longestSearch;
  const submit = () => {
    if (!isTooLong) void runSearch();
  };
  const begin = (query: string) => {
    searchText.value = query;
    submit();
  };
  const empty = () => {
    clearSearch();
    field.current?.focus();
  };
  return (
    <SidePanel title={t().search}>
      <search class="search-form">
        <SearchField field={field} onSubmit={submit} onClear={empty} />
        <Problems text={text} isTooLong={isTooLong} />
        <Scope onChange={() => found.value && submit()} />
        <SearchFilters field={field} />
      </search>
      {found.value === null && text === "" ? <RecentSearches begin={begin} /> : <Results begin={begin} />}
    </SidePanel>
  );
}

/** What the server would not take as it looks. */
function Problems({ text, isTooLong }: { readonly text: string; readonly isTooLong: boolean }) {
  const asked = found.value;
  const isAsked = asked !== null && asked.query.trim() === text.trim();
  const odd = isAsked ? searchParts(text).filter(({ isUnderstood }) => !isUnderstood) : [];
  const lines = [
    ...(isTooLong ? [t().tooLong(longestSearch)] : []),
    ...(searchProblem.value === null ? [] : [searchProblem.value]),
    ...odd.map((part) => t().notUnderstood(part.text)),
    ...(isAsked ? asked.unknown.map((name) => t().unknownName(name)) : []),
  ];
  return (
    <div id="search-problems" role="alert">
      {lines.map((line) => (
        <p key={line} class="problem">
          {line}
        </p>
      ))}
    </div>
  );
}

/** All channels, or the open one. */
function Scope({ onChange }: { readonly onChange: () => void }) {
  const open = place.value;
  if (!open) return null;
  return (
    <Segments
      label={t().where}
      name="search-scope"
      choices={[
        ["everywhere", t().everywhere],
        ["here", open.name],
      ]}
      chosen={searchesHere.value ? "here" : "everywhere"}
      onChoose={(chosen) => {
        searchesHere.value = chosen === "here";
        onChange();
      }}
    />
  );
}
