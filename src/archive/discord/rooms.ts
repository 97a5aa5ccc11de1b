/** The channels of an export, and the forum threads: their names, their order, and who may see them. */
import { channelName, description } from "../../chat/names.ts";
import type { ChannelType } from "../../protocol/channel-fields.ts";
import { limits } from "../../protocol/limits.ts";
import { shownName } from "../../text/shown.ts";
import { firstFreeName } from "../first-free-name.ts";
import { madeId, someText, textOf } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import type { Report } from "../report.ts";
import type { Export } from "./folder.ts";
import { ownRoleId } from "./roles.ts";
import { bySnowflake, isSnowflake, timeOfSnowflake } from "./snowflakes.ts";

export interface Room {
  /** Its id on Discord. */
  readonly key: string;
  readonly name: string;
  /** The older messages first. */
  readonly exports: readonly Export[];
  /** The forum of a thread. */
  readonly forum: string | null;
}

export interface Rooms {
  readonly channels: readonly RecordOf<"channel">[];
  /** Rooms with messages, of channels first. */
  readonly rooms: readonly Room[];
  /** What a mention of the channel shows, by its id. */
  readonly names: ReadonlyMap<string, string>;
  /** Threads that became channels. */
  readonly threadsAsChannels: number;
}

interface Place {
  readonly key: string;
  readonly exports: readonly Export[];
  readonly type: string;
  readonly name: string;
  readonly topic: string;
  /** Category of a channel, or the channel of a thread. */
  readonly parent: string | null;
  readonly parentName: string;
}

const isThread = ({ type }: Place) => /thread/i.test(type);
const isForum = ({ type }: Place) => /forum|media/i.test(type);
const isCategory = ({ type }: Place) => /category/i.test(type);
/** Direct messages are as private as private threads. */
const isPrivate = ({ type }: Place) => /private|direct/i.test(type);

/**
 * @param visible members see the channels, unless they were private
 * @param report is told of changed names
 */
export function roomsOf(
  exports: readonly Export[],
  visible: boolean,
  report: Pick<Report, "repaired">,
): Rooms {
  const places = placesOf(exports);
  const threads = places.filter(isThread);
  const forums = forumsOf(places, threads);
  const asChannels = threads.filter(({ parent }) => parent === null || !forums.has(parent));
  const names = createNames(report);
  const channels: RecordOf<"channel">[] = [];
  const rooms: Room[] = [];
  const added = new Set<string>();

  function add(place: Place, type: ChannelType): void {
    const { key, exports: files } = place;
    if (added.has(key)) return;
    added.add(key);
    channels.push(channelRecord(place, names.of(place), type, visible));
    if (type === "text") rooms.push({ key, name: names.of(place), exports: files, forum: null });
    for (const thread of asChannels.filter(({ parent }) => parent === key)) add(thread, "text");
  }

  const tops = topsOf(places, forums);
  for (const [category, members] of Map.groupBy(tops, ({ parent }) => parent)) {
    if (category !== null) {
      const name = members[0]?.parentName ?? "";
      const named = names.of({ key: category, name, type: "category" });
      channels.push({
        ...{ kind: "channel", room: category, name: named, type: "separator" },
        permissions: { view: visible ? [{ role: ownRoleId("user") }] : [] },
      });
    }
    for (const place of members) add(place, forums.has(place.key) ? "forum" : "text");
  }
  // The channels of these were not exported.
  for (const thread of asChannels) add(thread, "text");
  for (const { key, name, parent, exports: files } of threads) {
    if (parent !== null && forums.has(parent)) rooms.push({ key, name, exports: files, forum: parent });
  }
  return {
    channels,
    rooms,
    names: new Map([
      ...names.all,
      ...threads.map(({ key, name }) => [key, names.all.get(key) ?? name] as const),
    ]),
    threadsAsChannels: asChannels.length,
  };
}

function placesOf(exports: readonly Export[]): Place[] {
  const places = [...Map.groupBy(exports, ({ room }) => room)].map(([key, list]): Place => {
    const files = list.toSorted((a, b) => bySnowflake(a.first ?? "", b.first ?? ""));
    const channel = files.at(-1)?.channel ?? {};
    const parent = channel["categoryId"];
    return {
      ...{ key, exports: files, name: textOf(channel["name"]) ?? "" },
      type: textOf(channel["type"]) ?? "",
      topic: textOf(channel["topic"]) ?? "",
      parent: isSnowflake(parent) && parent !== key ? parent : null,
      parentName: someText(channel["category"]) ?? "",
    };
  });
  return places.filter((place) => !isCategory(place)).toSorted((a, b) => bySnowflake(a.key, b.key));
}

/**
 * The forums, by id. DiscordChatExporter makes no file of them, only of their threads. The first message of such a
 * thread has the id of the thread.
 */
function forumsOf(places: readonly Place[], threads: readonly Place[]): Map<string, Place> {
  const own = new Map(places.map((place) => [place.key, place]));
  const forums = new Map(places.filter(isForum).map((place) => [place.key, place]));
  for (const { key, exports, parent, parentName } of threads) {
    const begins = exports[0]?.first === key;
    if (parent === null || own.has(parent) || !begins) continue;
    forums.set(parent, {
      ...{ key: parent, exports: [], type: "GuildForum", name: parentName, topic: "" },
      ...{ parent: null, parentName: "" },
    });
  }
  return forums;
}

/** What stands in the list by itself: first what has no category, then category by category. */
function topsOf(places: readonly Place[], forums: ReadonlyMap<string, Place>): Place[] {
  const tops = [...new Set([...places.filter((place) => !isThread(place)), ...forums.values()])];
  return tops.toSorted((a, b) => bySnowflake(a.parent ?? "", b.parent ?? "") || bySnowflake(a.key, b.key));
}

function createNames(report: Pick<Report, "repaired">) {
  const all = new Map<string, string>();
  const taken = new Set<string>();
  return {
    all,
    /** A valid name that no other channel has. */
    of({ key, name, type }: Pick<Place, "key" | "name" | "type">): string {
      const known = all.get(key);
      if (known !== undefined) return known;
      const made = firstFreeName(validName(key, name), (one) => taken.has(one.toLowerCase()));
      taken.add(made.toLowerCase());
      all.set(key, made);
      if (made !== name) report.repaired("channel", `another name, of a ${type}`, `${name} is now ${made}`);
      return made;
    },
  };
}

/** Code points, so that there is room for a number behind the name. */
const longest = 58;

function validName(key: string, name: string): string {
  const plain = shownName(name.replace(/[/\\?#<>]/g, " ")).replace(/^thread:/i, "thread-");
  const found = channelName([...plain].slice(0, longest).join(""));
  return "name" in found ? found.name : `channel-${key}`;
}

function channelRecord(place: Place, name: string, type: ChannelType, visible: boolean): RecordOf<"channel"> {
  const displayName = [...shownName(place.name)].slice(0, limits.channelDisplayName).join("");
  const about = [...(description(place.topic) ?? "")].slice(0, limits.channelDescription).join("");
  const user = [{ role: ownRoleId("user") }];
  const moderators = [{ role: ownRoleId("admin") }, { role: ownRoleId("moderator") }];
  return {
    ...{ kind: "channel", room: place.key, name, type },
    ...(displayName !== name && displayName !== "" && { displayName }),
    ...(about !== "" && { description: about }),
    permissions: {
      view: visible && !isPrivate(place) ? user : [],
      send: user,
      delete: moderators,
      delete_own: user,
      edit_own: user,
      react: user,
      pin: moderators,
      create_thread: user,
    },
  };
}

/** @param createdBy user id */
export function threadRecord({ key, name, forum }: Room, createdBy: string): RecordOf<"thread"> {
  const shown = [...shownName(name)].slice(0, limits.threadName).join("");
  return {
    ...{ kind: "thread", room: key, id: madeId("discord thread", key), parent: forum ?? "" },
    name: shown || `thread ${key}`,
    createdBy,
    createdAt: timeOfSnowflake(key),
  };
}
