import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../texts/texts.ts";
import { IconButton } from "./icon-button.tsx";

interface Said {
  readonly text: string;
  readonly isProblem: boolean;
}

const said = signal<Said | null>(null);
const shownFor = 6000;

/** Says what was done, for a moment. */
export function say(text: string): void {
  said.value = { text, isProblem: false };
}

/** Says what was refused where no field is near. It stays until it is closed, or something else is said. */
export function sayProblem(text: string): void {
  said.value = { text, isProblem: true };
}

/** The line at the bottom of a screen in which things are said. */
export function SaidLine() {
  const current = said.value;
  const clear = () => {
    said.value = null;
  };
  useEffect(() => clear, []);
  useEffect(() => {
    if (!current || current.isProblem) return;
    const timer = setTimeout(clear, shownFor);
    return () => clearTimeout(timer);
  }, [current]);
  return (
    <div class="said-place">
      <div role="status">{current && !current.isProblem && <p class="said">{current.text}</p>}</div>
      <div role="alert">
        {current?.isProblem && (
          <p class="said is-problem">
            <span>{current.text}</span>
            <IconButton icon="x" label={t().close} onClick={clear} />
          </p>
        )}
      </div>
    </div>
  );
}
