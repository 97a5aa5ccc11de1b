import type { Signal } from "@preact/signals";
import { Icon } from "../icons/icon.tsx";
import { chooseOrder, type Order, order, orders } from "./sorting.ts";
import { t } from "./texts/texts.ts";

interface ForumToolsProps {
  readonly search: Signal<string>;
  readonly showsArchived: Signal<boolean>;
  /** Null: the person may not begin a thread. */
  readonly begin: (() => void) | null;
}

export function ForumTools({ search, showsArchived, begin }: ForumToolsProps) {
  const shown = { activity: t().byActivity, age: t().byAge, name: t().byName };
  return (
    <div class="forum-tools">
      <label class="forum-search">
        <Icon name="search" size={16} />
        <span class="visually-hidden">{t().search}</span>
        <input
          type="search"
          placeholder={t().search}
          value={search.value}
          onInput={({ currentTarget }) => {
            search.value = currentTarget.value;
          }}
        />
      </label>
      <label class="choice">
        <span class="visually-hidden">{t().sort}</span>
        <select
          value={order.value}
          title={t().sort}
          onChange={({ currentTarget }) => chooseOrder(currentTarget.value as Order)}
        >
          {orders.map((name) => (
            <option key={name} value={name}>
              {shown[name]}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="toggle"
        aria-pressed={showsArchived.value}
        onClick={() => {
          showsArchived.value = !showsArchived.value;
        }}
      >
        <Icon name="archive" size={16} />
        {t().showArchived}
      </button>
      {begin && (
        <button type="button" class="primary" onClick={begin}>
          {t().newThread}
        </button>
      )}
    </div>
  );
}
