import { useComputed } from "@preact/signals";
import type { WireMessage } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { Markdown } from "../markdown/markdown.tsx";
import { editing } from "../state/composing.ts";
import { authorName, nameOf } from "../state/names.ts";
import { people } from "../state/people.ts";
import { t } from "../texts/texts.ts";
import { clockTime, dateAndTime } from "../texts/times.ts";
import { Attachments } from "./attachments.tsx";
import { AuthorLine } from "./author-line.tsx";
import { AuthorPicture } from "./author-picture.tsx";
import { EditedMark } from "./edited-mark.tsx";
import { Embeds } from "./embeds.tsx";
import { MessageActions } from "./message-actions.tsx";
import { MessageEditor } from "./message-editor.tsx";
import { Reactions } from "./reactions.tsx";
import { ReplyLine } from "./reply-line.tsx";

interface MessageProps {
  readonly message: WireMessage;
  /** Key of the place that it is in. */
  readonly place: string;
  /** It stands under the name of the message before. */
  readonly isContinued: boolean;
}

export function Message({ message, place, isContinued }: MessageProps) {
  const isEditing = useComputed(() => editing.value === message.id).value;
  const current = people.value;
  if (!current) return null;
  const own = current.own;
  const callsMe =
    own !== undefined &&
    (message.pings.users.includes(own.username) ||
      message.pings.replies.includes(own.username) ||
      message.pings.roles.some((role) => own.roles.includes(role)));
  return (
    <li
      class={`message ${isContinued ? "continued" : ""} ${callsMe ? "calls" : ""}`}
      data-id={message.id}
      tabIndex={-1}
    >
      {message.reply_to && <ReplyLine reply={message.reply_to} place={place} />}
      {message.interaction && (
        <p class="reply-line">
          {t().answerTo(nameOf(current, message.interaction.username), message.interaction.command)}
        </p>
      )}
      {isContinued ? (
        <time class="side-time" dateTime={isoTime(message)} title={dateAndTime(message.timestamp)}>
          {clockTime(message.timestamp)}
        </time>
      ) : (
        <AuthorPicture message={message} />
      )}
      <div class="message-body">
        {!isContinued && <AuthorLine message={message} />}
        {isContinued && <span class="visually-hidden">{authorName(current, message)}</span>}
        {isEditing ? (
          <MessageEditor message={message} place={place} />
        ) : (
          <div class="message-text">
            {message.content !== "" && <Markdown text={message.content} />}
            {message.edited && <EditedMark message={message} place={place} />}
            {message.pinned && (
              <span class="pinned-mark" title={t().pinnedMark}>
                <Icon name="pin" size={12} />
                <span class="visually-hidden">{t().pinnedMark}</span>
              </span>
            )}
          </div>
        )}
        {message.attachments && <Attachments attachments={message.attachments} />}
        {message.embeds && <Embeds message={message} />}
        {message.reactions && <Reactions message={message} place={place} />}
      </div>
      {!isEditing && <MessageActions message={message} place={place} />}
    </li>
  );
}

function isoTime({ timestamp }: WireMessage): string {
  return new Date(timestamp * 1000).toISOString();
}
