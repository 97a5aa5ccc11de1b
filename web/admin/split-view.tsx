import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { IconButton } from "../ui/icon-button.tsx";
import { useEscape } from "../ui/use-escape.ts";
import { t } from "./texts/texts.ts";

interface SplitViewProps {
  readonly list: ComponentChildren;
  /** What the chosen entry is called; null: none is chosen. */
  readonly chosen: string | null;
  readonly onBack: () => void;
  readonly empty: string;
  readonly children: ComponentChildren;
}

/** A list with the chosen entry beside it; on narrow screens the entry is over the list. */
export function SplitView({ list, chosen, onBack, empty, children }: SplitViewProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const isCovering = chosen !== null && matchMedia("(max-width: 900px)").matches;
  useEscape(onBack, isCovering);
  useLayoutEffect(() => {
    if (isCovering) heading.current?.focus();
  }, [isCovering]);
  return (
    <div class={`split wide ${chosen === null ? "" : "chosen"}`}>
      <div class="split-list">{list}</div>
      <section class="split-detail" aria-label={chosen ?? empty}>
        {chosen === null ? (
          <p class="empty">{empty}</p>
        ) : (
          <>
            <header class="split-header">
              <IconButton icon="arrow-left" class="narrow-only" label={t().backToList} onClick={onBack} />
              <h2 ref={heading} tabIndex={-1}>
                {chosen}
              </h2>
            </header>
            {children}
          </>
        )}
      </section>
    </div>
  );
}
