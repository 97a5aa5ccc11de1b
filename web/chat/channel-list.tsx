import { isPrivate, type WireChannel } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { type ChannelGroup, folded, groupsOf, toggleGroup } from "../state/groups.ts";
import { channels } from "../state/people.ts";
import { place, shownChannelName } from "../state/places.ts";
import { model } from "../state/session.ts";
import { keyOf } from "../state/threads.ts";
import { moveInList } from "../ui/move-in-list.ts";
import { ForumItems } from "./forum-items.tsx";
import { PlaceItem } from "./place-item.tsx";
import { VoiceItem } from "./voice-item.tsx";

/** The channels in the server's order; those below a separator with a name can be folded. */
export function ChannelList() {
  return (
    <ul class="channels" onKeyDown={(event) => moveInList(event, "button.place, button.group-name")}>
      {groupsOf(channels.value).map((group) => (
        <Group key={group.heading?.name ?? ""} group={group} />
      ))}
    </ul>
  );
}

function Group({ group: { heading, channels: inside } }: { readonly group: ChannelGroup }) {
  const items = (shown: readonly WireChannel[]) =>
    shown.map((channel, index) => (
      <Item key={`${channel.type} ${channel.name || index}`} channel={channel} />
    ));
  if (!heading) return <>{items(inside)}</>;
  const isFolded = folded.value.has(heading.name);
  const name = shownChannelName(heading);
  return (
    <li>
      <button
        type="button"
        class="group-name"
        aria-expanded={!isFolded}
        onClick={() => toggleGroup(heading.name)}
      >
        <Icon name={isFolded ? "chevron-right" : "chevron-down"} size={14} />
        <span class="place-name">{name}</span>
      </button>
      <ul aria-label={name}>{items(isFolded ? inside.filter(staysInSight) : inside)}</ul>
    </li>
  );
}

/** What calls the person, is unread, or is open, is shown in a folded group too. */
function staysInSight({ name, threads = [] }: WireChannel): boolean {
  const keys = [name, ...threads.map(keyOf)];
  return keys.some((key) => place.value?.key === key || model.value?.unread.has(key));
}

function Item({ channel }: { readonly channel: WireChannel }) {
  switch (channel.type) {
    case "text":
      return (
        <PlaceItem
          id={channel.name}
          name={shownChannelName(channel)}
          icon="hash"
          isPrivate={isPrivate(channel)}
        />
      );
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
