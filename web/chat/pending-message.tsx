import type { Sending } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { Markdown } from "../markdown/markdown.tsx";
import { nameOfMember } from "../state/names.ts";
import { people } from "../state/people.ts";
import { session } from "../state/session.ts";
import { refusalText } from "../texts/refusals/refusals.ts";
import { t } from "../texts/texts.ts";
import { Avatar } from "../ui/avatar.tsx";

interface PendingMessageProps {
  readonly sending: Sending;
  /** It stands under the own name, as it will when it is stored. */
  readonly isContinued: boolean;
}

/** An own message that the server has not stored yet. */
export function PendingMessage({ sending, isContinued }: PendingMessageProps) {
  const own = people.value?.own;
  if (!own) return null;
  const { state, problem, nonce, content, attachments } = sending;
  const outbox = session.value?.outbox;
  return (
    <li class={`message pending ${state} ${isContinued ? "continued" : ""}`}>
      {!isContinued && (
        <span class="author-picture">
          <Avatar name={nameOfMember(own)} picture={own.pfp} size={40} />
        </span>
      )}
      <div class="message-body">
        {!isContinued && (
          <p class="author-line">
            <span class="author">{nameOfMember(own)}</span>
          </p>
        )}
        {content !== "" && <Markdown text={content} />}
        {state === "waiting" && <p class="quiet">{t().waiting}</p>}
        {attachments.map(({ id, name }) => (
          <p key={id} class="quiet">
            {name}
          </p>
        ))}
        {state === "failed" && (
          <p class="problem" role="alert">
            <Icon name="triangle-alert" size={14} />
            {problem ? t().failed(refusalText(problem)) : t().failedUnknown}{" "}
            <button type="button" class="link" onClick={() => outbox?.retry(nonce)}>
              {t().tryAgain}
            </button>{" "}
            <button type="button" class="link" onClick={() => outbox?.discard(nonce)}>
              {t().discard}
            </button>
          </p>
        )}
      </div>
    </li>
  );
}
