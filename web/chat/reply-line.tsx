import type { WireMessage } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { inBrief } from "../state/in-brief.ts";
import { jumpToMessage } from "../state/jump.ts";
import { authorName, nameOf } from "../state/names.ts";
import { originalOf } from "../state/originals.ts";
import { people } from "../state/people.ts";
import { t } from "../texts/texts.ts";

interface ReplyLineProps {
  readonly reply: NonNullable<WireMessage["reply_to"]>;
  /** Key of the place that both are in. */
  readonly place: string;
}

/** Which message is answered: how it begins, and the way there. */
export function ReplyLine({ reply, place }: ReplyLineProps) {
  const current = people.value;
  if (!current) return null;
  const original = originalOf(place, reply.id);
  if (!original) {
    return (
      <p class="reply-line">
        <Icon name="reply" size={14} />
        {original === null ? t().originalGone : t().replyTo(nameOf(current, reply.user))}
      </p>
    );
  }
  return (
    <p class="reply-line">
      <Icon name="reply" size={14} />
      <button type="button" class="reply-jump" onClick={() => jumpToMessage(reply.id)}>
        <span class="author">{authorName(current, original)}</span> {inBrief(original, 200)}
      </button>
    </p>
  );
}
