import { useSignal } from "@preact/signals";
import { tried } from "../state/actions.ts";
import { people } from "../state/people.ts";
import { longestStatusText, type Status, setStatus, statuses } from "../state/status.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { presenceName } from "../ui/presence-name.ts";
import { t } from "./texts/texts.ts";

/** The own status and its text. A status is set as soon as it is chosen. */
export function StatusForm() {
  const own = people.value?.own;
  const problem = useSignal<string | null>(null);
  const typed = useSignal<string | null>(null);
  if (!own) return null;
  const { status, text } = own.status;
  const current: Status = statuses.find((each) => each === status) ?? "invisible";
  const set = async (next: Status, nextText: string) => {
    problem.value = await tried(setStatus(next, nextText.trim()));
    if (problem.value === null) typed.value = null;
  };
  const value = typed.value ?? text;
  return (
    <form
      class="status-form"
      onSubmit={(event) => {
        event.preventDefault();
        void set(current, value);
      }}
    >
      <fieldset class="status-choices">
        <legend class="visually-hidden">{t().status}</legend>
        {statuses.map((each) => (
          <label key={each} class="status-choice">
            <input
              type="radio"
              name="status"
              checked={each === current}
              onChange={() => void set(each, text)}
            />
            <span class={`presence ${each}`} aria-hidden="true" />
            <span>
              {presenceName(each)}
              {each === "invisible" && <span class="status-hint quiet">{t().invisibleHint}</span>}
            </span>
          </label>
        ))}
      </fieldset>
      <div class="status-text">
        <input
          aria-label={t().statusText}
          placeholder={t().statusText}
          maxLength={longestStatusText}
          autocomplete="off"
          value={value}
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
        {value.trim() !== text ? (
          <button type="submit" class="primary small">
            {t().setStatus}
          </button>
        ) : (
          text !== "" && <IconButton icon="x" label={t().clearStatus} onClick={() => void set(current, "")} />
        )}
      </div>
      <p class="problem" role="alert">
        {problem.value}
      </p>
    </form>
  );
}
