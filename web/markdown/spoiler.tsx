import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { t } from "../texts/texts.ts";

/** Text that is hidden until somebody asks for it. */
export function Spoiler({ children }: { readonly children: ComponentChildren }) {
  const isShown = useSignal(false);
  if (isShown.value) return <span class="spoiler shown">{children}</span>;
  const show = () => {
    isShown.value = true;
  };
  return (
    <button type="button" class="spoiler" aria-label={t().spoiler} onClick={show}>
      <span aria-hidden="true">{children}</span>
    </button>
  );
}
