import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { closePanel } from "../state/layout.ts";
import { t as common } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { useEscape } from "../ui/use-escape.ts";

interface SidePanelProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** The frame of what is open beside the messages. Escape closes it. */
export function SidePanel({ title, children }: SidePanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEscape(closePanel);
  useLayoutEffect(() => {
    // Unless something in it took the focus already.
    if (!heading.current?.closest("aside")?.contains(document.activeElement)) heading.current?.focus();
  }, [title]);
  return (
    <aside class="side-panel" aria-label={title}>
      <header class="side-panel-header">
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <IconButton icon="x" label={common().close} onClick={closePanel} />
      </header>
      {children}
    </aside>
  );
}
