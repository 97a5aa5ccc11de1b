import { threadPrefix, type WireChannel } from "../../client/index.ts";
import { shownChannelName } from "../state/places.ts";
import { PlaceItem } from "./place-item.tsx";

const most = 10;

/** A forum: its name, and the threads in which something was written last. */
export function ForumItems({ channel }: { readonly channel: WireChannel }) {
  const threads = (channel.threads ?? [])
    .filter(({ archived }) => !archived)
    .sort((a, b) => (b.last_message ?? b.created_at) - (a.last_message ?? a.created_at))
    .slice(0, most);
  return (
    <li class="forum">
      <span class="forum-name">{shownChannelName(channel)}</span>
      <ul>
        {threads.map(({ id, name }) => (
          <PlaceItem key={id} id={`${threadPrefix}${id}`} name={name} icon="messages-square" />
        ))}
      </ul>
    </li>
  );
}
