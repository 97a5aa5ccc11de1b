import type { WireMessage } from "../../client/index.ts";
import { dismissAnswer } from "../state/answers.ts";
import { authorName } from "../state/names.ts";
import { people } from "../state/people.ts";
import { t } from "../texts/texts.ts";
import { clockTime, dateAndTime } from "../texts/times.ts";
import { PersonButton } from "../ui/person-button.tsx";
import { shownColor } from "../ui/shown-color.ts";

export function AuthorLine({ message }: { readonly message: WireMessage }) {
  const current = people.value;
  if (!current) return null;
  const member = message.webhook ? undefined : current.named(message.user);
  const color = shownColor(member?.color);
  return (
    <p class="author-line">
      {member ? (
        <PersonButton member={member} class="author" color={color}>
          {authorName(current, message)}
        </PersonButton>
      ) : (
        <span class="author">{authorName(current, message)}</span>
      )}
      {message.webhook && <span class="tag">{t().webhook}</span>}
      {member?.bot && <span class="tag">{t().bot}</span>}
      <time
        class="time"
        dateTime={new Date(message.timestamp * 1000).toISOString()}
        title={dateAndTime(message.timestamp)}
      >
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
