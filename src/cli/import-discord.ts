/** `import` of exports that DiscordChatExporter made: its option. */
import { openDiscord } from "../archive/discord/source.ts";
import type { Report } from "../archive/report.ts";
import type { ArchiveSource } from "../archive/source.ts";
import type { CommandOption } from "./command-table.ts";
import { refuseInside } from "./import-place.ts";

/** The option of `import` for such folders alone. */
export const discordOptions = {
  visible: {
    type: "flag",
    summary:
      "of Discord exports: members see all channels that were no private threads; without it only owners do",
  },
} as const satisfies Readonly<Record<string, CommandOption>>;

export interface DiscordValues {
  readonly visible?: boolean | undefined;
}

/** @param dataFolder of the new server; null: there will be none. @throws Error with one line for people */
export function openDiscordFolder(
  folder: string,
  dataFolder: string | null,
  { visible = false }: DiscordValues,
  report: Report,
): ArchiveSource {
  refuseInside(folder, dataFolder);
  return openDiscord(folder, { visible }, report);
}
