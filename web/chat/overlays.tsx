import { showsSwitcher } from "../state/layout.ts";
import { lightbox } from "../state/lightbox.ts";
import { messageDialog, messageMenu, pinsAt, showsReminders } from "../state/overlays.ts";
import { placeMenu } from "../state/place-menu.ts";
import { ownMenuAt, profile } from "../state/profile.ts";
import { later } from "../ui/later.tsx";

const MessageMenu = later(async () => (await import("../messages/message-menu.tsx")).MessageMenu);
const HistoryDialog = later(async () => (await import("../messages/history-dialog.tsx")).HistoryDialog);
const ReactionsDialog = later(async () => (await import("../messages/reactions-dialog.tsx")).ReactionsDialog);
const RemindDialog = later(async () => (await import("../messages/remind-dialog.tsx")).RemindDialog);
const RemindersDialog = later(async () => (await import("../messages/reminders-dialog.tsx")).RemindersDialog);
const NewThread = later(async () => (await import("../forum/thread-from-message.tsx")).ThreadFromMessage);
const Lightbox = later(async () => (await import("../lightbox/lightbox.tsx")).Lightbox);
const Switcher = later(async () => (await import("../find/switcher.tsx")).Switcher);
const Pins = later(async () => (await import("../messages/pins.tsx")).Pins);

const PlaceMenu = later(async () => (await import("../places/place-menu.tsx")).PlaceMenu);
const ProfileCard = later(async () => (await import("../people/profile-card.tsx")).ProfileCard);
const OwnMenu = later(async () => (await import("../people/own-menu.tsx")).OwnMenu);

const dialogs = {
  history: HistoryDialog,
  reactions: ReactionsDialog,
  remind: RemindDialog,
  thread: NewThread,
} as const;

/** What is open over the chat. */
export function Overlays() {
  const dialog = messageDialog.value;
  const Open = dialog && dialogs[dialog.kind];
  return (
    <>
      {messageMenu.value && <MessageMenu />}
      {dialog && Open && <Open key={dialog.message.id} message={dialog.message} place={dialog.place} />}
      {pinsAt.value && <Pins />}
      {showsSwitcher.value && <Switcher />}
      {showsReminders.value && <RemindersDialog />}
      {lightbox.value && <Lightbox />}
      {placeMenu.value && <PlaceMenu />}
      {profile.value && <ProfileCard />}
      {ownMenuAt.value && <OwnMenu />}
    </>
  );
}
