import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { WireThread } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { inBrief } from "../state/in-brief.ts";
import { authorName, nameOf } from "../state/names.ts";
import { people } from "../state/people.ts";
import { openPlace, place } from "../state/places.ts";
import { keyOf, summaryOf } from "../state/threads.ts";
import { ago, dateAndTime } from "../texts/times.ts";
import { Avatar } from "../ui/avatar.tsx";
import { lastActivity } from "./sorting.ts";
import { t } from "./texts/texts.ts";

interface ThreadCardProps {
  readonly thread: WireThread;
  readonly unread: number;
}

/** A thread of a forum. What it is about is fetched when the card comes into sight. */
export function ThreadCard({ thread, unread }: ThreadCardProps) {
  const card = useRef<HTMLButtonElement>(null);
  const isSeen = useSignal(false);
  useEffect(() => {
    const element = card.current;
    if (!element) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) isSeen.value = true;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const current = people.value;
  if (!current) return null;
  const summary = isSeen.value ? summaryOf(thread) : null;
  const author = nameOf(current, thread.created_by);
  const isOpen = place.value?.key === keyOf(thread);
  const activity = lastActivity(thread);
  const first = summary?.first;
  const replies = Math.max(0, (summary?.count ?? 0) - 1);
  return (
    <button
      ref={card}
      type="button"
      class={`thread-card ${unread > 0 ? "unread" : ""}`}
      aria-current={isOpen ? "page" : undefined}
      onClick={() => openPlace(keyOf(thread))}
    >
      <Avatar name={author} picture={current.named(thread.created_by)?.pfp} size={32} />
      <span class="thread-card-body">
        <span class="thread-title">
          {thread.pinned && <Mark icon="pin" text={t().pinned} />}
          {thread.locked && <Mark icon="lock" text={t().locked} />}
          {thread.archived && <Mark icon="archive" text={t().archived} />}
          <span class="thread-name">{thread.name}</span>
          {unread > 0 && <span class="badge">{t().unread(unread)}</span>}
        </span>
        <span class={`thread-lines ${summary ? "" : "coming"}`}>
          {first && first.user !== thread.created_by && `${authorName(current, first)}: `}
          {first && inBrief(first, 300)}
        </span>
        <span class="thread-about">
          <span>{t().by(author)}</span>
          <span>{summary && (replies > 0 ? t().replies(replies) : t().noReplies)}</span>
          <time dateTime={new Date(activity * 1000).toISOString()} title={dateAndTime(activity)}>
            {ago(activity)}
          </time>
        </span>
      </span>
    </button>
  );
}

function Mark({ icon, text }: { readonly icon: "pin" | "lock" | "archive"; readonly text: string }) {
  return (
    <span class="thread-mark" title={text}>
      <Icon name={icon} size={14} />
      <span class="visually-hidden">{text}</span>
    </span>
  );
}
