import { Icon } from "../icons/icon.tsx";
import { face } from "../state/face.ts";
import { areMembersInSight, drawer, toggleMembers } from "../state/layout.ts";
import { place } from "../state/places.ts";
import { t } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";

export function ChannelHeader() {
  const open = place.value;
  const showChannels = () => {
    drawer.value = "channels";
  };
  return (
    <header class="channel-header">
      <IconButton icon="menu" class="narrow-only" label={t().showChannels} onClick={showChannels} />
      {open === null ? (
        <h1>{face.value?.name ?? ""}</h1>
      ) : (
        <>
          <Icon name={open.key === open.channelName ? "hash" : "messages-square"} />
          <h1>{open.name}</h1>
          {open.description && <p class="topic">{open.description}</p>}
        </>
      )}
      <span class="spring" />
      <IconButton
        icon="users"
        label={areMembersInSight.value ? t().hideMembers : t().showMembers}
        onClick={toggleMembers}
      />
    </header>
  );
}
