import type { IconName } from "../icons/icons.gen.ts";
import { can } from "../state/administration.ts";
import { closeScreen, openScreen, screen } from "../state/screen.ts";
import { SectionsScreen } from "../ui/sections-screen.tsx";
import { AccountSection } from "./account/account-section.tsx";
import { AppearanceSection } from "./appearance/appearance-section.tsx";
import { DevicesSection } from "./devices-section.tsx";
import { KeyboardSection } from "./keyboard-section.tsx";
import { t } from "./texts/texts.ts";
import { WritingSection } from "./writing-section.tsx";

const icons = {
  account: "user",
  devices: "monitor-smartphone",
  appearance: "palette",
  writing: "pencil",
  keyboard: "keyboard",
} as const satisfies Record<string, IconName>;

type SectionName = keyof typeof icons;

/** What a person sets for themselves: their account, and how this page looks and behaves. */
export function SettingsScreen() {
  const names = (Object.keys(icons) as SectionName[]).filter(
    (name) => name !== "devices" || can("sessions_list"),
  );
  const current = names.find((name) => name === screen.value?.section) ?? "account";
  const sectionOf = (id: SectionName) => ({ id, label: t().section(id), icon: icons[id] });
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

function Section({ name }: { readonly name: SectionName }) {
  switch (name) {
    case "account":
      return <AccountSection />;
    case "devices":
      return <DevicesSection />;
    case "appearance":
      return <AppearanceSection />;
    case "writing":
      return <WritingSection />;
    case "keyboard":
      return <KeyboardSection />;
  }
}
