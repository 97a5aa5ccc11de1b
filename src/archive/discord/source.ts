/** A folder of JSON exports of DiscordChatExporter, as the records of an archive. */
import { parseConfig } from "../../config/load.ts";
import { limits } from "../../protocol/limits.ts";
import { shownName } from "../../text/shown.ts";
import { textOf } from "../reading/values.ts";
import type { ArchiveRecord } from "../records.ts";
import type { Report } from "../report.ts";
import type { ArchiveSource } from "../source.ts";
import { type DiscordFolder, fingerprint, openFolder } from "./folder.ts";
import { type Losses, messageRecords } from "./messages.ts";
import { memberRecord } from "./people.ts";
import { type Roles, rolesOf } from "./roles.ts";
import { type Rooms, roomsOf, threadRecord } from "./rooms.ts";
import { bySnowflake } from "./snowflakes.ts";
import { type Survey, survey } from "./survey.ts";

export { isDiscordFolder } from "./folder.ts";

export interface DiscordOptions {
  /** Members see all channels that were not private. Otherwise only owners do. */
  readonly visible?: boolean;
  /** Unix seconds. */
  readonly now?: number;
}

interface Parts {
  readonly folder: DiscordFolder;
  readonly rooms: Rooms;
  readonly roles: Roles;
  readonly survey: Survey;
  readonly visible: boolean;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * Walks over the messages a first time.
 *
 * @param report is told what was repaired or left out. It is complete when all records were taken
 * @throws Error with one line for people, when the folder can't be read or holds exports of several servers
 */
export function openDiscord(root: string, options: DiscordOptions, report: Report): ArchiveSource {
  const visible = options.visible === true;
  const parts = readParts(openFolder(root, report), visible, options.now ?? Date.now() / 1000, report);
  return {
    id: fingerprint(parts.folder, { visible }),
    what: `the Discord exports in ${root}`,
    messages: parts.survey.messages,
    records: () => recordsOf(parts, report),
    file: (name) => parts.folder.file(name),
  };
}

function readParts(folder: DiscordFolder, visible: boolean, now: number, report: Report): Parts {
  const found = survey(roomsOf(folder.exports, visible, { repaired() {} }).rooms, folder, now);
  if (found.uploaded.size > 0) {
    for (const { name } of found.uploaded) {
      report.skipped(
        "channel",
        "somebody uploaded this file to a channel, so it is not read as an export",
        name,
      );
    }
    const exports = folder.exports.filter((one) => !found.uploaded.has(one));
    return readParts({ ...folder, exports }, visible, now, report);
  }
  const guild = textOf(folder.exports[0]?.guild["id"]) ?? "";
  const rooms = roomsOf(folder.exports, visible, report);
  return { folder, rooms, roles: rolesOf(found.people.roles, guild, report), survey: found, visible, now };
}

function* recordsOf(parts: Parts, report: Report): Generator<ArchiveRecord> {
  const { folder, rooms, roles, survey: found, now } = parts;
  const { people, firstAuthors } = found;
  yield { kind: "server", format: 1, ...configOf(folder) };
  yield* roles.records;
  for (const person of people.all) if (!person.webhook) yield memberRecord(person, roles.ids, now);
  yield* rooms.channels;
  yield* threadRecords(rooms, firstAuthors, report);
  const names = {
    user: people.nameOf,
    channel: (id: string) => rooms.names.get(id),
    role: (id: string) => roles.names.get(id),
  };
  const losses: Losses = { reactions: 0, previews: 0 };
  const context = { folder, survey: found, names, report, losses, now };
  for (const [index, room] of rooms.rooms.entries()) {
    const isEmptyThread = room.forum !== null && !firstAuthors.has(room.key);
    if (!isEmptyThread) yield* messageRecords(room, index, context);
  }
  for (const note of notesOf(parts, losses)) report.note(note);
}

/** In the order in which they began. */
function* threadRecords(rooms: Rooms, firstAuthors: Survey["firstAuthors"], report: Report) {
  const threads = rooms.rooms.filter(({ forum }) => forum !== null);
  for (const room of threads.toSorted((a, b) => bySnowflake(a.key, b.key))) {
    const author = firstAuthors.get(room.key);
    if (author === undefined) report.skipped("thread", "nobody wrote a message in it", room.name);
    else yield threadRecord(room, author);
  }
}

/** The name of the server, if one may be called so here. */
function configOf({ exports }: DiscordFolder): { config?: string } {
  const name = shownName(textOf(exports[0]?.guild["name"]) ?? "");
  const config = `${JSON.stringify({ server: { name: [...name].slice(0, limits.serverName).join("") } }, null, 2)}\n`;
  return name !== "" && "config" in parseConfig(config) ? { config } : {};
}

function notesOf({ rooms, visible }: Parts, { reactions, previews }: Losses): string[] {
  return [
    visible
      ? "Members see all channels but private threads. An export does not say which channels were private."
      : "Only owners see the channels, since an export does not say which were private. Let others in channel by channel, or import into a new folder with --visible.",
    "Nobody can log in as a person of the export. Pictures of people did not come along.",
    ...(rooms.threadsAsChannels > 0
      ? [`${rooms.threadsAsChannels} threads became channels, since only forums have threads here.`]
      : []),
    ...(reactions > 0 ? [`${reactions} reactions are lost: the export does not name who reacted.`] : []),
    ...(previews > 0 ? [`${previews} previews of links were left out; clients make their own.`] : []),
  ];
}
