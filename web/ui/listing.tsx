import type { ComponentChildren } from "preact";
import { t } from "../texts/texts.ts";

interface ListingProps<Item> {
  readonly label: string;
  /** Null: not there yet. */
  readonly items: readonly Item[] | null;
  readonly problem: string | null;
  readonly empty: string;
  readonly reload: () => void;
  readonly children: (item: Item) => ComponentChildren;
}

/** A list that is fetched: says when there is nothing in it, and when it could not be had. */
export function Listing<Item>({ label, items, problem, empty, reload, children }: ListingProps<Item>) {
  if (problem !== null) {
    return (
      <p class="problem" role="alert">
        {problem}
        <button type="button" class="link" onClick={reload}>
          {t().tryAgain}
        </button>
      </p>
    );
  }
  if (items === null)
    return (
      <p class="quiet" aria-busy="true">
        {t().loading}
      </p>
    );
  if (items.length === 0) return <p class="quiet">{empty}</p>;
  return (
    <ul class="rows" aria-label={label}>
      {items.map(children)}
    </ul>
  );
}
