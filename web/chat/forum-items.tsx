import { isPrivate, threadPrefix, type WireChannel } from "../../client/index.ts";
import { people } from "../state/people.ts";
import { openThread, shownChannelName } from "../state/places.ts";
import { model } from "../state/session.ts";
import { keyOf } from "../state/threads.ts";
import { PlaceItem } from "./place-item.tsx";

const most = 10;

/** A forum, and under it the threads in which the person takes part, and the open one. */
export function ForumItems({ channel }: { readonly channel: WireChannel }) {
  const own = people.value?.own?.username ?? "";
  const all = channel.threads ?? [];
  const threads = all
    .filter(({ archived, participants }) => !archived && participants.includes(own))
    .sort((a, b) => (b.last_message ?? b.created_at) - (a.last_message ?? a.created_at))
    .slice(0, most);
  const open = openThread.value;
  if (open?.parent_channel === channel.name && !threads.some(({ id }) => id === open.id)) threads.push(open);
  const unread = all.flatMap((thread) => model.value?.unread.get(keyOf(thread)) ?? []);
  const sum = {
    messages: unread.reduce((sum, { messages }) => sum + messages, 0),
    pings: unread.reduce((sum, { pings }) => sum + pings, 0),
  };
  return (
    <li class="forum">
      <ul>
        <PlaceItem
          id={channel.name}
          name={shownChannelName(channel)}
          icon="messages-square"
          isPrivate={isPrivate(channel)}
          {...(sum.messages > 0 && { unread: sum })}
        />
      </ul>
      {threads.length > 0 && (
        <ul class="forum-threads" aria-label={shownChannelName(channel)}>
          {threads.map(({ id, name }) => (
            <PlaceItem key={id} id={`${threadPrefix}${id}`} name={name} icon={null} />
          ))}
        </ul>
      )}
    </li>
  );
}
