import { useEffect } from "preact/hooks";
import { drawer, showsMembers } from "../state/layout.ts";
import { place } from "../state/places.ts";
import { notice } from "../state/session.ts";
import { t } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { ChannelHeader } from "./channel-header.tsx";
import { ChannelList } from "./channel-list.tsx";
import { Composer } from "./composer.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";
import { LiveRegion } from "./live-region.tsx";
import { LostLine } from "./lost-line.tsx";
import { MemberList } from "./member-list.tsx";
import { MessageList } from "./message-list.tsx";
import { OwnMenu } from "./own-menu.tsx";
import { SidebarHeader } from "./sidebar-header.tsx";
import { TypingLine } from "./typing-line.tsx";

/** Channels, messages and members, side by side; on narrow screens the outer two are drawers. */
export function ChatScreen() {
  useEffect(() => {
    const close = ({ key }: KeyboardEvent) => {
      if (key === "Escape") drawer.value = null;
    };
    addEventListener("keydown", close);
    return () => removeEventListener("keydown", close);
  }, []);
  const open = place.value;
  return (
    <div class="chat" data-drawer={drawer.value ?? "none"} data-members={showsMembers.value}>
      <nav class="sidebar" aria-label={t().channels}>
        <SidebarHeader />
        <ChannelList />
        <OwnMenu />
      </nav>
      <main class="conversation">
        <ChannelHeader />
        <LostLine />
        {notice.value !== null && <Notice text={notice.value} />}
        {open === null ? (
          <p class="empty">{t().noChannel}</p>
        ) : (
          <>
            <MessageList key={open.key} />
            <TypingLine />
            <Composer key={`composer ${open.key}`} open={open} />
          </>
        )}
      </main>
      <aside class="members" aria-label={t().members}>
        <MemberList />
      </aside>
      {drawer.value !== null && (
        <button type="button" class="backdrop" aria-label={t().close} onClick={closeDrawer} />
      )}
      <DeleteDialog />
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
