/**
 * The icons of the page, from Lucide. They are generated into the repository: the whole package is 67 MB, and a server
 * needs a few kilobytes of it.
 */
import { join } from "node:path";

const names = [
  "archive",
  "archive-restore",
  "arrow-down",
  "arrow-left",
  "arrow-right",
  "at-sign",
  "ban",
  "bell",
  "bell-off",
  "bot",
  "calendar-clock",
  "car",
  "chart-bar",
  "check",
  "check-check",
  "chevron-down",
  "chevron-left",
  "chevron-right",
  "clock",
  "coffee",
  "copy",
  "download",
  "ellipsis",
  "eye-off",
  "file",
  "flag",
  "gauge",
  "grip-vertical",
  "hand",
  "hash",
  "history",
  "inbox",
  "keyboard",
  "leaf",
  "lightbulb",
  "link",
  "loader-circle",
  "lock",
  "lock-open",
  "log-in",
  "log-out",
  "menu",
  "messages-square",
  "minus",
  "monitor-smartphone",
  "palette",
  "paperclip",
  "pencil",
  "pin",
  "pin-off",
  "plus",
  "reply",
  "rotate-ccw",
  "rotate-cw",
  "scroll-text",
  "search",
  "send-horizontal",
  "server",
  "settings",
  "shapes",
  "shield",
  "sliders-horizontal",
  "smile",
  "smile-plus",
  "sparkles",
  "sticker",
  "terminal",
  "trash-2",
  "triangle-alert",
  "trophy",
  "user",
  "user-plus",
  "users",
  "volume-2",
  "webhook",
  "wifi-off",
  "x",
  "zoom-in",
  "zoom-out",
] as const;

/** @param folder of the SVG files. @throws Error when a file has anything but plain shapes */
export async function iconTable(folder: string): Promise<string> {
  const entries: string[] = [];
  for (const name of names) {
    const text = await Bun.file(join(folder, `${name}.svg`)).text();
    const body = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(text)?.[1]?.trim() ?? "";
    const shapes = body.split("\n").map((line) => {
      const [, tag, attributes] = /^\s*<(\w+)((?: [\w-]+="[^"]*")+) \/>$/.exec(line) ?? [];
      if (tag === undefined || attributes === undefined)
        throw new Error(`${name}.svg has another form: ${line}`);
      return [
        tag,
        Object.fromEntries(
          [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
        ),
      ];
    });
    entries.push(`  "${name}": ${JSON.stringify(shapes)},`);
  }
  return [
    "// Made by `npm run generate` from Lucide (ISC License, Copyright (c) Lucide Icons and Contributors). Do not edit.",
    "export const icons: Readonly<Record<IconName, readonly (readonly [string, Readonly<Record<string, string>>])[]>> = {",
    ...entries,
    "};",
    `export type IconName = ${names.map((name) => JSON.stringify(name)).join(" | ")};`,
    "",
  ].join("\n");
}
