import type { WireChannel } from "../../client/index.ts";
import { channels } from "../state/people.ts";
import { shownChannelName } from "../state/places.ts";
import { moveInList } from "../ui/move-in-list.ts";
import { ForumItems } from "./forum-items.tsx";
import { PlaceItem } from "./place-item.tsx";
import { VoiceItem } from "./voice-item.tsx";

/** The channels in the server's order. */
export function ChannelList() {
  return (
    <ul class="channels" onKeyDown={(event) => moveInList(event, "button.place")}>
      {channels.value.map((channel, index) => (
        <Item key={`${channel.type} ${channel.name || index}`} channel={channel} />
      ))}
    </ul>
  );
}

function Item({ channel }: { readonly channel: WireChannel }) {
  switch (channel.type) {
    case "text":
      return <PlaceItem id={channel.name} name={shownChannelName(channel)} icon="hash" />;
    case "voice":
      return <VoiceItem channel={channel} />;
    case "forum":
      return <ForumItems channel={channel} />;
    case "separator":
      return <li class="separator" aria-hidden="true" />;
    default:
      return null;
  }
}
