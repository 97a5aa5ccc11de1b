import { replyTo } from "../state/composing.ts";
import { authorName } from "../state/names.ts";
import { people } from "../state/people.ts";
import { t } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";

export function ReplyingTo() {
  const message = replyTo.value;
  const current = people.value;
  if (!message || !current) return null;
  const cancel = () => {
    replyTo.value = null;
  };
  return (
    <div class="composer-part">
      <span class="cut">
        {t().replyingTo(authorName(current, message))}{" "}
        <span class="quiet">{message.content.slice(0, 120)}</span>
      </span>
      <IconButton icon="x" label={t().cancelReply} onClick={cancel} />
    </div>
  );
}
