import { Icon } from "../icons/icon.tsx";
import type { IconName } from "../icons/icons.gen.ts";
import type { Tab } from "./tabs.ts";
import { t } from "./texts/texts.ts";

const icons: Readonly<Record<Tab, IconName>> = {
  recent: "clock",
  custom: "sparkles",
  stickers: "sticker",
  smileys: "smile",
  people: "hand",
  animals: "leaf",
  food: "coffee",
  travel: "car",
  activities: "trophy",
  objects: "lightbulb",
  symbols: "shapes",
  flags: "flag",
};

interface GroupTabsProps {
  readonly tabs: readonly Tab[];
  /** Null while a search shows something of each. */
  readonly chosen: Tab | null;
  readonly choose: (tab: Tab) => void;
}

export function GroupTabs({ tabs, chosen, choose }: GroupTabsProps) {
  const names = nameOfTab();
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const list = event.currentTarget;
    if (step === undefined || !(list instanceof HTMLElement)) return;
    event.preventDefault();
    const buttons = [...list.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = (at + step + buttons.length) % buttons.length;
    buttons[next]?.focus();
    const tab = tabs[next];
    if (tab) choose(tab);
  };
  return (
    <div class="emoji-tabs" role="tablist" aria-label={t().categories} onKeyDown={keys}>
      {tabs.map((tab, at) => (
        <button
          key={tab}
          type="button"
          role="tab"
          aria-selected={tab === chosen}
          aria-label={names[tab]}
          title={names[tab]}
          tabIndex={tab === chosen || (chosen === null && at === 0) ? 0 : -1}
          onClick={() => choose(tab)}
        >
          <Icon name={icons[tab]} size={18} />
        </button>
      ))}
    </div>
  );
}

export function nameOfTab(): Readonly<Record<Tab, string>> {
  return {
    recent: t().recent,
    custom: t().custom,
    stickers: t().stickers,
    smileys: t().smileys,
    people: t().people,
    animals: t().animals,
    food: t().food,
    travel: t().travel,
    activities: t().activities,
    objects: t().objects,
    symbols: t().symbols,
    flags: t().flags,
  };
}
