import type { WireMessage } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { openHistory } from "../state/history.ts";
import { jumpToMessage } from "../state/jump.ts";
import { nameOf } from "../state/names.ts";
import { people } from "../state/people.ts";
import { t } from "../texts/texts.ts";

/** Which message is answered: how it begins, and the way there, if it is loaded. */
export function ReplyLine({ reply }: { readonly reply: NonNullable<WireMessage["reply_to"]> }) {
  const current = people.value;
  if (!current) return null;
  const original = openHistory.value?.messages.find(({ id }) => id === reply.id);
  const name = nameOf(current, reply.user);
  if (!original) {
    return (
      <p class="reply-line">
        <Icon name="reply" size={14} />
        {t().replyTo(name)}
      </p>
    );
  }
  return (
    <p class="reply-line">
      <Icon name="reply" size={14} />
      <button type="button" class="reply-jump" onClick={() => jumpToMessage(reply.id)}>
        <span class="author">{name}</span> {original.content.slice(0, 200)}
      </button>
    </p>
  );
}
