import { useLayoutEffect, useRef } from "preact/hooks";
import { searchParts, searchWords } from "../../client/index.ts";
import { found, isSearching, moreResults, searchesHere } from "../state/search.ts";
import { moveInList } from "../ui/move-in-list.ts";
import { FoundMessage } from "./found-message.tsx";
import { clearHighlight, highlight } from "./highlight.ts";
import { t } from "./texts/texts.ts";

/** What was found, with the words marked, or advice. */
export function Results({ begin }: { readonly begin: (query: string) => void }) {
  const list = useRef<HTMLUListElement>(null);
  const result = found.value;
  useLayoutEffect(() => {
    if (list.current && result)
      highlight(list.current.querySelectorAll(".markdown"), searchWords(result.query));
    return clearHighlight;
  }, [result]);
  if (!result) {
    return (
      <div class="side-panel-body" aria-busy={isSearching.value}>
        <p role="status" class="quiet">
          {isSearching.value ? t().searching : ""}
        </p>
      </div>
    );
  }
  const { messages, hasMore, gaveUp, leftOut, where } = result;
  const count = t().resultCount(messages.length, hasMore);
  return (
    <div class="side-panel-body" aria-busy={isSearching.value}>
      <p role="status" class="quiet result-count">
        {messages.length > 0 && (where ? t().resultsIn(count, where.name) : count)}
      </p>
      {messages.length === 0 && !hasMore && <Nothing begin={begin} />}
      <ul ref={list} aria-label={t().results} onKeyDown={(event) => moveInList(event, ".found-place")}>
        {messages.map((message) => (
          <FoundMessage key={message.id} message={message} />
        ))}
      </ul>
      {hasMore && (
        <button
          type="button"
          class="plain load-more"
          aria-disabled={isSearching.value}
          onClick={() => void moreResults()}
        >
          {isSearching.value ? t().searching : t().older}
        </button>
      )}
      {gaveUp && <p class="quiet find-note">{t().gaveUp}</p>}
      {leftOut > 0 && <p class="quiet find-note">{t().leftOut(leftOut)}</p>}
    </div>
  );
}

function Nothing({ begin }: { readonly begin: (query: string) => void }) {
  const { query = "", where = null } = found.value ?? {};
  const parts = searchParts(query);
  const everywhere = () => {
    searchesHere.value = false;
    begin(query);
  };
  return (
    <div class="find-nothing">
      <p class="find-nothing-title">{t().nothing}</p>
      {parts.some(({ operator }) => operator === null) && <p>{t().adviceWords}</p>}
      {parts.some(({ operator, isUnderstood }) => operator !== null && isUnderstood) && (
        <p>{t().adviceFilters}</p>
      )}
      {where && (
        <button type="button" class="plain" onClick={everywhere}>
          {t().searchEverywhere}
        </button>
      )}
    </div>
  );
}
