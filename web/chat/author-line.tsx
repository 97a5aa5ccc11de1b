import type { WireMessage } from "../../client/index.ts";
import { dismissAnswer } from "../state/answers.ts";
import { authorName } from "../state/names.ts";
import { people } from "../state/people.ts";
import { prefersDark } from "../state/theme.ts";
import { t } from "../texts/texts.ts";
import { clockTime, dateAndTime } from "../texts/times.ts";
import { readableColor } from "../ui/readable-color.ts";

export function AuthorLine({ message }: { readonly message: WireMessage }) {
  const current = people.value;
  if (!current) return null;
  const member = message.webhook ? undefined : current.named(message.user);
  const color = readableColor(member?.color, prefersDark.value);
  return (
    <p class="author-line">
      <span class="author" style={color === null ? undefined : { color }}>
        {authorName(current, message)}
      </span>
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
