/** Writes a model as DiscordChatExporter does: a JSON file for each channel and thread, and files beside them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type DiscordMessage,
  type DiscordModel,
  type DiscordPerson,
  type DiscordRoom,
  discordRoles,
} from "./model.ts";

export const exportName = ({ name, id }: Pick<DiscordRoom, "name" | "id">): string =>
  `Tea & Dice - ${name.replaceAll("?", "_")} [${id}].json`;

export function writeDiscord(model: DiscordModel, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const room of model.rooms) writeExport(folder, exportName(room), exportOf(model, room));
  for (const room of model.rooms) {
    for (const { files } of room.messages) {
      for (const { name, content } of files) {
        mkdirSync(join(folder, mediaOf(room)), { recursive: true });
        writeFileSync(join(folder, mediaOf(room), name), content);
      }
    }
  }
}

export function writeExport(folder: string, name: string, value: unknown): void {
  writeFileSync(join(folder, name), JSON.stringify(value, null, 2));
}

const mediaOf = (room: DiscordRoom) => `${exportName(room)}_Files`;

/** The value of the export of a room, which tests may change before they write it. */
export function exportOf({ guild }: Pick<DiscordModel, "guild">, room: DiscordRoom) {
  const { id, type, parent, name, topic, messages } = room;
  return {
    guild: { ...guild, iconUrl: "https://cdn.example/icon.png" },
    channel: { id, type, categoryId: parent?.[0] ?? null, category: parent?.[1] ?? null, name, topic },
    dateRange: { after: null, before: null },
    exportedAt: "2024-01-01T00:00:00.1234567+00:00",
    messages: messages.map((message) => messageOf(message, room)),
    messageCount: messages.length,
  };
}

const timeOf = (milliseconds: number) => new Date(milliseconds).toISOString().replace("Z", "+00:00");

export function messageOf(message: DiscordMessage, room: DiscordRoom): Record<string, unknown> {
  const { id, type, author, raw, at, edited, pinned, replyTo, reactions, files } = message;
  return {
    ...{ id, type, timestamp: timeOf(at), timestampEdited: edited ? timeOf(at + 5000) : null },
    ...{ callEndedTimestamp: null, isPinned: pinned, content: raw, author: personOf(author) },
    attachments: files.map(({ name, content }, index) => ({
      id: String(800_000 + index),
      url: `${mediaOf(room)}/${name}`,
      fileName: name,
      fileSizeBytes: content.length,
    })),
    ...{ embeds: [], stickers: [] },
    reactions: reactions.map(({ emoji, isCustom, users }) => ({
      emoji: { id: isCustom ? "700001" : "", name: emoji, code: emoji, isAnimated: false, imageUrl: "" },
      count: users.length,
      users: users.map((user) => ({ ...personOf(user), roles: undefined })),
    })),
    mentions: [],
    ...(replyTo && {
      reference: { messageId: replyTo.id, channelId: room.id, guildId: "400001" },
    }),
    inlineEmojis: [],
  };
}

export function personOf({ id, name, nickname, isBot, roles }: DiscordPerson) {
  return {
    ...{ id, name, nickname, isBot, discriminator: isBot ? "4242" : "0000", color: "#33AA55" },
    roles: discordRoles.flatMap(({ id: role, name: shown, color }, index) =>
      roles.includes(shown) ? [{ id: role, name: shown, color, position: discordRoles.length - index }] : [],
    ),
    avatarUrl: "https://cdn.example/avatar.png",
  };
}
