import { useEffect } from "preact/hooks";
import { drawer, isNarrow, isWide, panel, showsMembers, showsSwitcher, sideWidths } from "../state/layout.ts";
import { place } from "../state/places.ts";
import { screen } from "../state/screen.ts";
import { notice } from "../state/session.ts";
import { t } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { later } from "../ui/later.tsx";
import { SaidLine } from "../ui/said.tsx";
import { ChannelHeader } from "./channel-header.tsx";
import { ChannelList } from "./channel-list.tsx";
import { Composer } from "./composer.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";
import { DueReminders } from "./due-reminders.tsx";
import { FindRow } from "./find-row.tsx";
import { LiveRegion } from "./live-region.tsx";
import { LostLine } from "./lost-line.tsx";
import { MemberList } from "./member-list.tsx";
import { MessageList } from "./message-list.tsx";
import { Overlays } from "./overlays.tsx";
import { OwnButton } from "./own-button.tsx";
import { SideEdge } from "./side-edge.tsx";
import { SidebarHeader } from "./sidebar-header.tsx";
import { swipeBegan, swipeEnded } from "./swipe.ts";
import { TypingLine } from "./typing-line.tsx";

const SearchPanel = later(async () => (await import("../find/search-panel.tsx")).SearchPanel);
const InboxPanel = later(async () => (await import("../find/inbox-panel.tsx")).InboxPanel);
const Forum = later(async () => (await import("../forum/forum.tsx")).Forum);

/** Channels, messages and members, side by side; on narrow screens the outer two are drawers. */
export function ChatScreen() {
  useEffect(() => {
    const close = ({ key }: KeyboardEvent) => {
      if (key === "Escape") drawer.value = null;
    };
    addEventListener("keydown", close);
    return () => {
      removeEventListener("keydown", close);
      panel.value = null;
      showsSwitcher.value = false;
    };
  }, []);
  const open = place.value;
  const forumBeside = open?.kind === "thread" && isWide.value ? open.channelName : null;
  return (
    <div
      class="chat"
      data-drawer={drawer.value ?? "none"}
      data-members={showsMembers.value}
      data-beside={forumBeside === null ? undefined : "forum"}
      data-panel={panel.value ?? undefined}
      inert={screen.value !== null}
      onTouchStart={swipeBegan}
      onTouchEnd={swipeEnded}
      style={{
        "--sidebar-width": `${sideWidths.sidebar.value}px`,
        "--members-width": `${sideWidths.members.value}px`,
      }}
    >
      <nav class="sidebar" aria-label={t().channels}>
        <SidebarHeader />
        <FindRow />
        <ChannelList />
        <OwnButton />
        <SideEdge side="sidebar" />
      </nav>
      {forumBeside !== null && (
        <section class="forum-beside" aria-label={open?.description ?? forumBeside}>
          <Forum name={forumBeside} isSide={true} />
        </section>
      )}
      <main class="conversation" inert={panel.value !== null && isNarrow.value}>
        <ChannelHeader />
        <LostLine />
        <DueReminders />
        {notice.value !== null && <Notice text={notice.value} />}
        {open === null ? (
          <p class="empty">{t().noChannel}</p>
        ) : open.kind === "forum" ? (
          <Forum key={open.key} name={open.key} isSide={false} />
        ) : (
          <>
            <MessageList key={open.key} />
            <TypingLine />
            <Composer key={`composer ${open.key}`} open={open} />
          </>
        )}
        {screen.value === null && <SaidLine />}
      </main>
      {panel.value === "search" && <SearchPanel />}
      {panel.value === "inbox" && <InboxPanel />}
      {panel.value === null && (
        <aside class="members" aria-label={t().members}>
          <MemberList />
          <SideEdge side="members" />
        </aside>
      )}
      {drawer.value !== null && (
        <button type="button" class="backdrop" aria-label={t().close} onClick={closeDrawer} />
      )}
      <DeleteDialog />
      <Overlays />
      <LiveRegion />
    </div>
  );
}

function closeDrawer(): void {
  drawer.value = null;
}

function Notice({ text }: { readonly text: string }) {
  const close = () => {
    notice.value = null;
  };
  return (
    <div class="line notice" role="alert">
      <span>{text}</span>
      <IconButton icon="x" label={t().close} onClick={close} />
    </div>
  );
}
