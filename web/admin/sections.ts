/** What the sections of the administration are called, without the sections themselves. */
import type { IconName } from "../icons/icons.gen.ts";
import type { AdminSection } from "../state/administration.ts";
import { t as common } from "../texts/texts.ts";
import { t } from "./texts/texts.ts";

export const adminIcons: Readonly<Record<AdminSection, IconName>> = {
  overview: "gauge",
  server: "server",
  channels: "hash",
  roles: "shield",
  members: "users",
  bans: "ban",
  invites: "user-plus",
  emojis: "smile-plus",
  stickers: "file",
  webhooks: "webhook",
  bots: "bot",
  audit: "scroll-text",
  config: "sliders-horizontal",
};

export function adminLabel(name: AdminSection): string {
  return {
    overview: t().overview,
    server: t().server,
    channels: common().channels,
    roles: t().roles,
    members: common().members,
    bans: t().bans,
    invites: t().invites,
    emojis: t().emojis,
    stickers: t().stickers,
    webhooks: t().webhooks,
    bots: t().bots,
    audit: t().auditLog,
    config: t().configuration,
  }[name];
}
