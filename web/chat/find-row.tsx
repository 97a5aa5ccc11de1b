import { useComputed } from "@preact/signals";
import { Icon } from "../icons/icon.tsx";
import { shownKeys } from "../state/keys.ts";
import { drawer, panel, showsSwitcher, togglePanel } from "../state/layout.ts";
import { can } from "../state/message-rights.ts";
import { model } from "../state/session.ts";
import { t } from "../texts/texts.ts";

/** The ways to everything else: the quick switcher, and the inbox with the number of unread mentions. */
export function FindRow() {
  const pings = useComputed(() =>
    [...(model.value?.unread.values() ?? [])].reduce((sum, unread) => sum + unread.pings, 0),
  ).value;
  const openSwitcher = () => {
    drawer.value = null;
    showsSwitcher.value = true;
  };
  return (
    <div class="find-row">
      <button type="button" class="go-to" aria-haspopup="dialog" onClick={openSwitcher}>
        <Icon name="search" size={16} />
        <span class="place-name">{t().goTo}</span>
        <span class="go-to-key" aria-hidden="true">
          {shownKeys("switcher").join(" ")}
        </span>
      </button>
      {can("pings_get") && (
        <button
          type="button"
          class="icon-button inbox-button"
          aria-label={pings > 0 ? `${t().inbox}, ${t().mentions(pings)}` : t().inbox}
          title={t().inbox}
          aria-pressed={panel.value === "inbox"}
          onClick={() => togglePanel("inbox")}
        >
          <Icon name="inbox" />
          {pings > 0 && <span class="badge">{pings > 99 ? "99+" : pings}</span>}
        </button>
      )}
    </div>
  );
}
