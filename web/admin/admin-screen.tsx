import { useEffect } from "preact/hooks";
import { type AdminSection, adminSections } from "../state/administration.ts";
import { closeScreen, openScreen, screen } from "../state/screen.ts";
import { t as common } from "../texts/texts.ts";
import { SectionsScreen } from "../ui/sections-screen.tsx";
import { AuditSection } from "./audit/audit-section.tsx";
import { BansSection } from "./bans/bans-section.tsx";
import { BotsSection } from "./bots/bots-section.tsx";
import { ChannelsSection } from "./channels/channels-section.tsx";
import { ConfigSection } from "./config/config-section.tsx";
import { InvitesSection } from "./invites/invites-section.tsx";
import { MembersSection } from "./members/members-section.tsx";
import { OverviewSection } from "./overview/overview-section.tsx";
import { PicturesSection } from "./pictures/pictures-section.tsx";
import { RolesSection } from "./roles/roles-section.tsx";
import { adminIcons, adminLabel } from "./sections.ts";
import { ServerSection } from "./server/server-section.tsx";
import { WebhooksSection } from "./webhooks/webhooks-section.tsx";

/** The administration of the server: only sections that the person may use. */
export function AdminScreen() {
  const names = adminSections.value;
  const wanted = screen.value?.section;
  const current = names.find((name) => name === wanted) ?? names[0];
  // The last right was taken away meanwhile.
  useEffect(() => {
    if (current === undefined) closeScreen();
  }, [current]);
  if (current === undefined) return null;
  const sectionOf = (id: AdminSection) => ({ id, label: adminLabel(id), icon: adminIcons[id] });
  return (
    <SectionsScreen
      title={names.length === 1 ? adminLabel(current) : common().administration}
      sections={names.map(sectionOf)}
      current={sectionOf(current)}
      onChoose={(id) => openScreen("admin", id)}
      onClose={closeScreen}
    >
      <Section name={current} />
    </SectionsScreen>
  );
}

function Section({ name }: { readonly name: AdminSection }) {
  switch (name) {
    case "overview":
      return <OverviewSection />;
    case "server":
      return <ServerSection />;
    case "channels":
      return <ChannelsSection />;
    case "roles":
      return <RolesSection />;
    case "members":
      return <MembersSection />;
    case "bans":
      return <BansSection />;
    case "invites":
      return <InvitesSection />;
    case "emojis":
      return <PicturesSection kind="emoji" />;
    case "stickers":
      return <PicturesSection kind="sticker" />;
    case "webhooks":
      return <WebhooksSection />;
    case "bots":
      return <BotsSection />;
    case "config":
      return <ConfigSection />;
    case "audit":
      return <AuditSection />;
  }
}
