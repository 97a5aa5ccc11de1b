import { isPrivate } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { face } from "../state/face.ts";
import { areMembersInSight, drawer, panel, toggleMembers, togglePanel } from "../state/layout.ts";
import { can } from "../state/message-rights.ts";
import { pinsAt } from "../state/overlays.ts";
import { openPlace, place } from "../state/places.ts";
import { t } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { later } from "../ui/later.tsx";
import { PlaceMark } from "./place-mark.tsx";

const ThreadTools = later(async () => (await import("../forum/thread-tools.tsx")).ThreadTools);

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
          {open.kind === "thread" && (
            <IconButton
              icon="arrow-left"
              label={t().backToForum(open.description ?? open.channelName)}
              onClick={() => openPlace(open.channelName)}
            />
          )}
          {open.kind !== "thread" && <Icon name={open.kind === "forum" ? "messages-square" : "hash"} />}
          <h1>{open.name}</h1>
          {isPrivate(open) && <PlaceMark icon="lock" label={t().privateChannel} />}
          {open.description && (
            <p class={open.kind === "thread" ? "topic of-thread" : "topic"}>{open.description}</p>
          )}
        </>
      )}
      <span class="spring" />
      {open?.kind === "thread" && <ThreadTools />}
      {open && open.kind !== "forum" && can("messages_pinned") && (
        <IconButton
          icon="pin"
          label={t().pinnedMessages}
          pressed={pinsAt.value !== null}
          onClick={({ currentTarget }) => {
            if (currentTarget instanceof Element) pinsAt.value = currentTarget;
          }}
        />
      )}
      {open && can("messages_search") && (
        <IconButton
          icon="search"
          label={t().searchMessages}
          pressed={panel.value === "search"}
          onClick={() => togglePanel("search")}
        />
      )}
      <IconButton
        icon="users"
        label={areMembersInSight.value ? t().hideMembers : t().showMembers}
        onClick={toggleMembers}
      />
    </header>
  );
}
