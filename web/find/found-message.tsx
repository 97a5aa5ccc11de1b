import type { ComponentChildren } from "preact";
import { placeOf, type WireMessage } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { plainText } from "../markdown/plain-text.ts";
import { SmallMessage } from "../messages/small-message.tsx";
import { jumpToMessage } from "../state/jump.ts";
import { isNarrow, panel } from "../state/layout.ts";
import { nameOf } from "../state/names.ts";
import { people } from "../state/people.ts";
import { nameOfPlace } from "../state/places.ts";
import { shortDateAndTime } from "../texts/times.ts";
import { t } from "./texts/texts.ts";

interface FoundMessageProps {
  readonly message: WireMessage & { readonly channel: string; readonly thread_id?: string | null };
  readonly isNew?: boolean;
  readonly children?: ComponentChildren;
}

/** A message with its place and time, which lead to it. */
export function FoundMessage({ message, isNew = false, children }: FoundMessageProps) {
  const key = placeOf(message);
  const { channel, thread } = nameOfPlace(key) ?? { channel: message.channel, thread: null };
  const current = people.value;
  const original = current && message.reply_to ? nameOf(current, message.reply_to.user) : "";
  const jump = () => {
    if (isNarrow.value) panel.value = null;
    jumpToMessage(message.id, key);
  };
  return (
    <li class={`found ${isNew ? "is-new" : ""}`}>
      <div class="found-head">
        <button type="button" class="found-place" title={t().goTo} onClick={jump}>
          <Icon name={thread === null ? "hash" : "messages-square"} size={14} />
          <span class="cut">{thread === null ? channel : `${channel} › ${thread}`}</span>
          <time dateTime={new Date(message.timestamp * 1000).toISOString()}>
            {shortDateAndTime(message.timestamp)}
          </time>
          <span class="visually-hidden">{t().goTo}</span>
        </button>
        {children}
      </div>
      {message.reply_to?.content !== undefined && (
        <p class="found-original quiet">
          <Icon name="reply" size={14} />
          <span class="cut">{t().replyTo(original, plainText(message.reply_to.content))}</span>
        </p>
      )}
      <SmallMessage message={message} />
    </li>
  );
}
