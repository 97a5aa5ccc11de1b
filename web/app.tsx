import { ChatScreen } from "./chat/chat-screen.tsx";
import { EntryScreen } from "./entry/entry-screen.tsx";
import { memberDialog } from "./state/profile.ts";
import { screen } from "./state/screen.ts";
import { phase } from "./state/session.ts";
import { t } from "./texts/texts.ts";
import { later } from "./ui/later.tsx";

const MemberDialog = later(async () => (await import("./people/member-dialog.tsx")).MemberDialog);
const SettingsScreen = later(async () => (await import("./settings/settings-screen.tsx")).SettingsScreen);
const AdminScreen = later(async () => (await import("./admin/admin-screen.tsx")).AdminScreen);

export function App() {
  switch (phase.value) {
    case "chat":
      return (
        <>
          <ChatScreen />
          {screen.value?.name === "admin" && <AdminScreen />}
          {screen.value?.name === "settings" && <SettingsScreen />}
          {memberDialog.value !== null && <MemberDialog />}
        </>
      );
    case "entry":
      return <EntryScreen />;
    case "starting":
      return <Waiting text="" />;
    case "unreachable":
      return <Waiting text={t().unreachable} />;
  }
}

/** A remembered session comes back within moments, so there is nothing to read at first. */
function Waiting({ text }: { readonly text: string }) {
  return (
    <main class="waiting" aria-busy="true">
      <p role="status">{text}</p>
    </main>
  );
}
