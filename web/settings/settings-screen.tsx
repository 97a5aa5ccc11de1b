import { closeScreen, openScreen, screen } from "../state/screen.ts";
import { SectionsScreen } from "../ui/sections-screen.tsx";
import { AccountSection } from "./account/account-section.tsx";
import { AppearanceSection } from "./appearance/appearance-section.tsx";
import { DevicesSection } from "./devices-section.tsx";
import { KeyboardSection } from "./keyboard-section.tsx";
import { NotificationsSection } from "./notifications/notifications-section.tsx";
import { type SettingsSection, settingsIcons, settingsSections } from "./sections.ts";
import { t } from "./texts/texts.ts";
import { WritingSection } from "./writing-section.tsx";

/** What a person sets for themselves: their account, and how this page looks and behaves. */
export function SettingsScreen() {
  const names = settingsSections();
  const current = names.find((name) => name === screen.value?.section) ?? "account";
  const sectionOf = (id: SettingsSection) => ({ id, label: t().section(id), icon: settingsIcons[id] });
  return (
    <SectionsScreen
      title={t().settings}
      sections={names.map(sectionOf)}
      current={sectionOf(current)}
      onChoose={(id) => openScreen("settings", id)}
      onClose={closeScreen}
    >
      <Section name={current} />
    </SectionsScreen>
  );
}

function Section({ name }: { readonly name: SettingsSection }) {
  switch (name) {
    case "account":
      return <AccountSection />;
    case "devices":
      return <DevicesSection />;
    case "appearance":
      return <AppearanceSection />;
    case "notifications":
      return <NotificationsSection />;
    case "writing":
      return <WritingSection />;
    case "keyboard":
      return <KeyboardSection />;
  }
}
