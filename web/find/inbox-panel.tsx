import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import {
  hasOlderMentions,
  loadMentions,
  mentions,
  mentionsProblem,
  newMentions,
  readUpTo,
  watchMentions,
} from "../state/inbox.ts";
import { can } from "../state/message-rights.ts";
import { t as common } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { moveInList } from "../ui/move-in-list.ts";
import { FoundMessage } from "./found-message.tsx";
import { Segments } from "./segments.tsx";
import { SidePanel } from "./side-panel.tsx";
import { t } from "./texts/texts.ts";
import { UnreadPlaces } from "./unread-places.tsx";

/** What calls the person: messages that mention them, and the places with something unread. */
export function InboxPanel() {
  const shown = useSignal<"mentions" | "unread">("mentions");
  return (
    <SidePanel title={t().inbox}>
      <div class="search-form">
        <Segments
          label={t().whatIsShown}
          name="inbox-part"
          choices={[
            ["mentions", t().mentions],
            ["unread", t().unread],
          ]}
          chosen={shown.value}
          onChoose={(part) => {
            shown.value = part;
          }}
        />
      </div>
      <div class="side-panel-body">{shown.value === "mentions" ? <Mentions /> : <UnreadPlaces />}</div>
    </SidePanel>
  );
}

function Mentions() {
  useEffect(watchMentions, []);
  const all = mentions.value;
  const fresh = newMentions.value;
  if (mentionsProblem.value !== null) {
    return (
      <p class="problem" role="alert">
        {mentionsProblem.value}
        <button type="button" class="link" onClick={() => void loadMentions(all === null)}>
          {common().tryAgain}
        </button>
      </p>
    );
  }
  if (all?.length === 0) return <p class="find-nothing">{t().noMentions}</p>;
  return (
    <>
      <ul aria-label={t().mentions} onKeyDown={(event) => moveInList(event, ".found-place")}>
        {all?.map((message) => (
          <FoundMessage key={message.id} message={message} isNew={fresh.has(message.id)}>
            {fresh.has(message.id) && can("unreads_ack") && (
              <IconButton icon="check-check" label={t().markRead} onClick={() => void readUpTo(message)} />
            )}
          </FoundMessage>
        ))}
      </ul>
      {all !== null && hasOlderMentions.value && (
        <button type="button" class="plain load-more" onClick={() => void loadMentions()}>
          {t().olderMentions}
        </button>
      )}
    </>
  );
}
