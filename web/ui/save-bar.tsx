import { t } from "../texts/texts.ts";

interface SaveBarProps {
  readonly isChanged: boolean;
  readonly isBusy: boolean;
  /** What was refused about the whole. */
  readonly problem?: string | null;
  /** What the person should know before they save. */
  readonly warning?: string | null;
  readonly onReset: () => void;
}

/** The end of a form: saves, or takes the changes back. It is there while something is changed. */
export function SaveBar({ isChanged, isBusy, problem = null, warning = null, onReset }: SaveBarProps) {
  if (!isChanged && problem === null) return null;
  return (
    <div class="save-bar">
      <p class={problem === null ? "quiet" : "problem"} role={problem === null ? "status" : "alert"}>
        {problem ?? warning ?? t().unsaved}
      </p>
      <div class="save-bar-buttons">
        <button type="button" class="plain" onClick={onReset}>
          {t().reset}
        </button>
        <button type="submit" class="primary" disabled={!isChanged} aria-busy={isBusy}>
          {t().save}
        </button>
      </div>
    </div>
  );
}
