import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { mayIn } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { can } from "../state/message-rights.ts";
import { people } from "../state/people.ts";
import { model } from "../state/session.ts";
import { keyOf, loadThreads, threadTotals } from "../state/threads.ts";
import { moveInList } from "../ui/move-in-list.ts";
import { ForumTools } from "./forum-tools.tsx";
import { NewThread } from "./new-thread.tsx";
import { order, sortedThreads } from "./sorting.ts";
import { t } from "./texts/texts.ts";
import { ThreadCard } from "./thread-card.tsx";

interface ForumProps {
  /** Name of the channel. */
  readonly name: string;
  /** Beside a thread: narrow cards. */
  readonly isSide: boolean;
}

/** A forum: its threads as cards. */
export function Forum({ name, isSide }: ForumProps) {
  const search = useSignal("");
  const showsArchived = useSignal(false);
  const isBeginning = useSignal(false);
  const problem = useSignal<string | null>(null);
  const channel = model.value?.channels.find((each) => each.name === name);
  const current = people.value;
  const load = async (offset: number) => {
    problem.value = await loadThreads(name, offset);
  };
  useEffect(() => {
    void load(0);
  }, [name]);
  if (!channel || !current) return null;
  const all = channel.threads ?? [];
  const shown = sortedThreads(all, {
    order: order.value,
    search: search.value,
    archived: showsArchived.value,
  });
  const missing = (threadTotals.value.get(name) ?? 0) - all.length;
  const mayBegin = can("thread_create") && mayIn(current, channel, "create_thread");
  const begin = () => {
    isBeginning.value = true;
  };
  return (
    <div class={`forum-cards ${isSide ? "side" : ""}`}>
      <ForumTools search={search} showsArchived={showsArchived} begin={mayBegin ? begin : null} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keyboards must reach it */}
      <section class="forum-scroll" aria-label={t().threads} tabIndex={0}>
        {problem.value !== null && (
          <p class="problem" role="alert">
            {problem.value}
          </p>
        )}
        {shown.length === 0 &&
          (search.value === "" && !showsArchived.value ? (
            <div class="forum-empty">
              <Icon name="messages-square" size={32} />
              <p class="forum-empty-title">{t().noThreads}</p>
              {mayBegin && <p>{t().noThreadsHint}</p>}
            </div>
          ) : (
            <p class="forum-empty">{search.value === "" ? t().noThreads : t().noneFound}</p>
          ))}
        <ul class="thread-cards" onKeyDown={(event) => moveInList(event, ".thread-card")}>
          {shown.map((thread) => (
            <li key={thread.id}>
              <ThreadCard thread={thread} unread={model.value?.unread.get(keyOf(thread))?.messages ?? 0} />
            </li>
          ))}
        </ul>
        {missing > 0 && (
          <button type="button" class="plain load-more" onClick={() => void load(all.length)}>
            {t().loadMore(missing)}
          </button>
        )}
      </section>
      {isBeginning.value && (
        <NewThread
          forum={name}
          text=""
          onClose={() => {
            isBeginning.value = false;
          }}
        />
      )}
    </div>
  );
}
