import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../icons/icon.tsx";
import type { IconName } from "../icons/icons.gen.ts";
import { discardUnsaved, unlessUnsaved, waitingToLeave } from "../state/screen.ts";
import { isLost } from "../state/session.ts";
import { t } from "../texts/texts.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { IconButton } from "./icon-button.tsx";
import { moveInList } from "./move-in-list.ts";
import { SaidLine } from "./said.tsx";
import { useEscape } from "./use-escape.ts";

export interface ScreenSection {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
}

interface SectionsScreenProps {
  readonly title: string;
  readonly sections: readonly ScreenSection[];
  readonly current: ScreenSection;
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/**
 * A screen over the whole chat, with sections to choose from; on narrow screens these are a drawer. Escape closes what
 * opened last. It asks before changes are lost (`unsaved` in state/screen.ts).
 */
export function SectionsScreen(props: SectionsScreenProps) {
  const { title, sections, current, onChoose, onClose, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const showsSections = useSignal(false);
  useLayoutEffect(() => heading.current?.focus(), [current.id]);
  const hideSections = () => {
    showsSections.value = false;
  };
  useEscape(() => unlessUnsaved(onClose));
  useEscape(hideSections, showsSections.value);
  return (
    <div class="screen" data-drawer={showsSections.value}>
      <nav class="screen-nav" aria-label={title}>
        <p class="screen-title">{title}</p>
        <ul onKeyDown={(event) => moveInList(event, "button")}>
          {sections.map(({ id, label, icon }) => (
            <li key={id}>
              <button
                type="button"
                class="place"
                aria-current={id === current.id ? "page" : undefined}
                onClick={() => {
                  hideSections();
                  if (id !== current.id) unlessUnsaved(() => onChoose(id));
                }}
              >
                <Icon name={icon} size={16} />
                <span class="place-name">{label}</span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <main class="screen-main">
        <header class="screen-header">
          <IconButton
            icon="menu"
            class="narrow-only"
            label={title}
            onClick={() => {
              showsSections.value = true;
            }}
          />
          <h1 ref={heading} tabIndex={-1}>
            {current.label}
          </h1>
          <span class="spring" />
          <IconButton icon="x" label={t().closeScreen} onClick={() => unlessUnsaved(onClose)} />
        </header>
        <div role="status">{isLost.value && <p class="line lost">{t().unreachable}</p>}</div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keyboards must reach it */}
        <div class="screen-body" key={current.id} data-section={current.id} tabIndex={0}>
          {children}
        </div>
        <SaidLine />
      </main>
      {showsSections.value && (
        <button type="button" class="backdrop" aria-label={t().close} onClick={hideSections} />
      )}
      {waitingToLeave.value && <LeaveDialog leave={waitingToLeave.value} />}
    </div>
  );
}

function LeaveDialog({ leave }: { readonly leave: () => void }) {
  const close = () => {
    waitingToLeave.value = null;
  };
  const discard = () => {
    discardUnsaved();
    leave();
  };
  return (
    <ConfirmDialog title={t().unsavedQuestion} action={t().discard} onClose={close} onConfirm={discard} />
  );
}
