import { Icon } from "../icons/icon.tsx";
import { forgetSearch, recentSearches } from "../state/search.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { moveInList } from "../ui/move-in-list.ts";
import { t } from "./texts/texts.ts";

/** What was searched for before, or how to search. */
export function RecentSearches({ begin }: { readonly begin: (query: string) => void }) {
  const recent = recentSearches.value;
  return (
    <div class="side-panel-body">
      {recent.length > 0 && (
        <section aria-label={t().recent}>
          <h3>{t().recent}</h3>
          <ul class="recent-searches" onKeyDown={(event) => moveInList(event, ".recent-search")}>
            {recent.map((query) => (
              <li key={query}>
                <button type="button" class="recent-search" onClick={() => begin(query)}>
                  <Icon name="history" size={16} />
                  <span class="cut">{query}</span>
                </button>
                <IconButton icon="x" label={t().forget(query)} onClick={() => forgetSearch(query)} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="find-hints" aria-label={t().hintTitle}>
        <h3>{t().hintTitle}</h3>
        <ul>
          <li>{t().hintText}</li>
          <li>{t().hintQuotes}</li>
          <li>{t().hintMinus}</li>
        </ul>
      </section>
    </div>
  );
}
