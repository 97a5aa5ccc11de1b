import type { WireMessage } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { hasTowers, Markdown } from "../markdown/markdown.tsx";
import { editing, picking } from "../state/composing.ts";
import { authorName, nameOf } from "../state/names.ts";
import { messageMenu, openMenu } from "../state/overlays.ts";
import type { People } from "../state/people.ts";
import { t } from "../texts/texts.ts";
import { clockTime, isoTime } from "../texts/times.ts";
import { Attachments } from "./attachments.tsx";
import { authorLine } from "./author-line.tsx";
import { authorPicture } from "./author-picture.tsx";
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
  readonly people: People;
  /** It stands under the name of the message before. */
  readonly isContinued: boolean;
  /** It is pointed at, has the focus, or something of it is open. */
  readonly isActive: boolean;
}

/** A row of the list. It is one component, and reads what may change from its group: there are many, and they come fast. */
export function Message({ message, place, people, isContinued, isActive }: MessageProps) {
  const { id, pings } = message;
  const { own } = people;
  const isEditing = isActive && editing.value === id;
  const hasActions = !isEditing && !message.ephemeral;
  const callsMe =
    own !== undefined &&
    (pings.users.includes(own.username) ||
      pings.replies.includes(own.username) ||
      pings.roles.some((role) => own.roles.includes(role)));
  const kinds = `${isContinued ? " continued" : ""}${callsMe ? " calls" : ""}${isActive ? " active" : ""}`;
  return (
    <li class={`message${kinds}`} data-id={id} tabIndex={-1}>
      {message.reply_to && <ReplyLine reply={message.reply_to} place={place} />}
      {message.interaction && (
        <p class="reply-line">
          {t().answerTo(nameOf(people, message.interaction.username), message.interaction.command)}
        </p>
      )}
      {isContinued ? (
        <time class="side-time" dateTime={isoTime(message.timestamp)}>
          {clockTime(message.timestamp)}
        </time>
      ) : (
        authorPicture(message, people)
      )}
      <div class="message-body">
        {isContinued ? (
          <span class="visually-hidden">{authorName(people, message)}</span>
        ) : (
          authorLine(message, people)
        )}
        {isEditing ? <MessageEditor message={message} place={place} /> : textOf(message, place)}
        {message.attachments && <Attachments attachments={message.attachments} />}
        {message.embeds && <Embeds message={message} />}
        {message.reactions && <Reactions message={message} place={place} />}
      </div>
      {hasActions && isActive && <MessageActions key="actions" message={message} place={place} />}
      {hasActions && menuButton(message, place, isActive)}
    </li>
  );
}

/** Of the menu with all of it: it is always there for screen readers. */
function menuButton(message: WireMessage, place: string, isActive: boolean) {
  const hasMenu = isActive && messageMenu.value?.message.id === message.id;
  const isOpen = hasMenu || (isActive && picking.value === message.id);
  return (
    <button
      key="more"
      type="button"
      class={isActive ? `icon-button more${isOpen ? " open" : ""}` : "more"}
      aria-label={t().more}
      title={isActive ? t().more : undefined}
      aria-pressed={isActive ? hasMenu : undefined}
      onClick={({ currentTarget }) => openMenu({ message, place }, currentTarget)}
    >
      {isActive && <Icon name="ellipsis" />}
    </button>
  );
}

function textOf(message: WireMessage, place: string) {
  const { content, edited, pinned } = message;
  if (content !== "" && !edited && !pinned) return Markdown({ text: content, class: "message-text" });
  return (
    <div class={hasTowers(content) ? "message-text towers" : "message-text"}>
      {content !== "" && Markdown({ text: content })}
      {edited && <EditedMark message={message} place={place} />}
      {pinned && (
        <span class="pinned-mark" title={t().pinnedMark}>
          <Icon name="pin" size={12} />
          <span class="visually-hidden">{t().pinnedMark}</span>
        </span>
      )}
    </div>
  );
}
