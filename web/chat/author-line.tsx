import type { VNode } from "preact";
import { useContext } from "preact/hooks";
import type { WireMessage } from "../../client/index.ts";
import { dismissAnswer } from "../state/answers.ts";
import { authorName } from "../state/names.ts";
import { type People, people } from "../state/people.ts";
import { t } from "../texts/texts.ts";
import { clockTime, isoTime } from "../texts/times.ts";
import { InDialog } from "../ui/dialog.tsx";
import { personButton, personName } from "../ui/person-button.tsx";
import { shownColor } from "../ui/shown-color.ts";

export function AuthorLine({ message }: { readonly message: WireMessage }) {
  const isInDialog = useContext(InDialog);
  return people.value && authorLine(message, people.value, isInDialog);
}

/** The same as a part of a row, without a component of its own. */
export function authorLine(message: WireMessage, current: People, isInDialog = false): VNode {
  const member = message.webhook ? undefined : current.named(message.user);
  const name = authorName(current, message);
  const props = member && { member, class: "author", color: shownColor(member.color), children: name };
  return (
    <p class="author-line">
      {props ? isInDialog ? personName(props) : personButton(props) : <span class="author">{name}</span>}
      {message.webhook && <span class="tag">{t().webhook}</span>}
      {member?.bot && <span class="tag">{t().bot}</span>}
      <time class="time" dateTime={isoTime(message.timestamp)}>
        {clockTime(message.timestamp)}
      </time>
      {message.ephemeral && (
        <span class="quiet">
          {t().onlyYou} ·{" "}
          <button type="button" class="link" onClick={() => dismissAnswer(message.id)}>
            {t().dismiss}
          </button>
        </span>
      )}
    </p>
  );
}
