/** Which sections the settings have, without the sections themselves. */
import type { IconName } from "../icons/icons.gen.ts";
import { can } from "../state/administration.ts";

export const settingsIcons = {
  account: "user",
  devices: "monitor-smartphone",
  appearance: "palette",
  notifications: "bell",
  writing: "pencil",
  keyboard: "keyboard",
} as const satisfies Record<string, IconName>;

export type SettingsSection = keyof typeof settingsIcons;

export function settingsSections(): SettingsSection[] {
  return (Object.keys(settingsIcons) as SettingsSection[]).filter(
    (name) => name !== "devices" || can("sessions_list"),
  );
}
