import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { WireMessage } from "../../client/index.ts";
import { setPinned, tried } from "../state/actions.ts";
import { jumpToMessage } from "../state/jump.ts";
import { rightsOf } from "../state/message-rights.ts";
import { pinsAt } from "../state/overlays.ts";
import { pinnedOf, whenPinsChange } from "../state/pins.ts";
import { placeKey } from "../state/places.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { moveInList } from "../ui/move-in-list.ts";
import { Popup } from "../ui/popup.tsx";
import { SmallMessage } from "./small-message.tsx";
import { t } from "./texts/texts.ts";

/** The pinned messages of the open place. */
export function Pins() {
  const messages = useSignal<readonly WireMessage[] | null>(null);
  const problem = useSignal<string | null>(null);
  const anchor = pinsAt.value;
  const key = placeKey.value;
  useEffect(() => {
    if (key === null) return;
    const load = async () => {
      problem.value = await tried(
        pinnedOf(key).then((found) => {
          messages.value = found;
        }),
      );
    };
    void load();
    return whenPinsChange(key, () => void load());
  }, [key]);
  if (!anchor || key === null) return null;
  const close = () => {
    pinsAt.value = null;
  };
  const found = messages.value;
  return (
    <Popup anchor={anchor} placement="bottom-end" label={t().pinned} onClose={close} class="pins">
      <h2>{t().pinned}</h2>
      {found === null && <p class="quiet">{problem.value ?? t().loading}</p>}
      {found?.length === 0 && <p class="quiet">{t().noPins}</p>}
      <ul onKeyDown={(event) => moveInList(event, ".pin-jump")}>
        {found?.map((message) => (
          <li key={message.id} class="pin">
            <SmallMessage message={message} />
            <span class="pin-buttons">
              <button
                type="button"
                class="plain pin-jump"
                onClick={() => {
                  close();
                  jumpToMessage(message.id);
                }}
              >
                {t().goTo}
              </button>
              {rightsOf(message)?.pin && (
                <IconButton
                  icon="pin-off"
                  label={t().unpin}
                  onClick={() => void setPinned(key, message.id, false)}
                />
              )}
            </span>
          </li>
        ))}
      </ul>
    </Popup>
  );
}
