import { Icon } from "../icons/icon.tsx";
import { tryAgain } from "../state/paging.ts";
import { place } from "../state/places.ts";
import { t } from "../texts/texts.ts";

interface ListStartProps {
  /** The first message of the place is the first one shown. */
  readonly isStart: boolean;
  readonly state: "idle" | "loading" | "failed" | "hidden";
}

/** What stands above the first message. */
export function ListStart({ isStart, state }: ListStartProps) {
  if (state === "failed") {
    return (
      <p class="list-start">
        {t().loadFailed}{" "}
        <button type="button" class="link" onClick={tryAgain}>
          {t().tryAgain}
        </button>
      </p>
    );
  }
  if (state === "hidden") return <p class="list-start">{t().historyHidden}</p>;
  if (isStart) return <p class="list-start">{t().beginning(place.value?.name ?? "")}</p>;
  return (
    <p class="list-start loading" aria-hidden="true">
      <Icon name="loader-circle" />
    </p>
  );
}
