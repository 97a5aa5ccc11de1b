/** db/channels.json, and the message files beside it that no entry has. */
import { httpUrl } from "../../chat/names.ts";
import { type Fields, isFields } from "../../config/document.ts";
import { type ChannelType, channelTypes } from "../../protocol/channel-fields.ts";
import { limits } from "../../protocol/limits.ts";
import { isPermission } from "../../protocol/permissions.ts";
import { firstFreeName } from "../first-free-name.ts";
import { asText, fieldsOf, numberOf, someText, textOf, textsOf, unknownFields } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import { type ChannelLists, explicitLists, nobody } from "./channel-lists.ts";
import type { Findings } from "./findings.ts";
import type { Roles } from "./roles.ts";

const file = "db/channels.json";

export interface ChannelEntry {
  readonly name: string;
  readonly type: ChannelType;
  readonly fields: Fields;
  /** By action, names of roles; `!name` blocks. */
  readonly lists: ChannelLists;
}

/** A room that holds messages, and the files that they are in, the older file first. */
export interface ChannelRoom {
  readonly key: string;
  readonly name: string;
  readonly files: readonly string[];
}

export interface Channels {
  readonly records: readonly RecordOf<"channel">[];
  readonly entries: readonly ChannelEntry[];
  readonly rooms: readonly ChannelRoom[];
  /** The key of the channel that has, or had, this name. */
  roomNamed(name: string): string | undefined;
  /** The type of a channel by its key. */
  typeOf(key: string): ChannelType | undefined;
}

export interface ChannelSources {
  readonly value: unknown;
  /** Names of the message files, without their ending. */
  readonly files: ReadonlySet<string>;
  /** Names of channels whose messages are elsewhere. */
  readonly stored: ReadonlySet<string>;
  readonly renames: readonly { readonly from: string; readonly to: string }[];
  readonly roles: Roles;
  /** Name of the role that members have. */
  readonly defaultRole: string;
}

export const keyOfChannel = (name: string): string => `channel:${name}`;

export function readChannels(given: ChannelSources, findings: Findings): Channels {
  const { renames } = given;
  const files = given.files.union(given.stored);
  const sources = { ...given, files };
  const entries = entriesIn(sources, findings);
  const names = new Set(entries.map(({ name }) => name));
  const renamedTo = createRenames(renames, names);
  const records = entries.map((entry) => recordOf(entry, sources.roles, findings));
  const rooms = new Map<string, { key: string; name: string; files: string[] }>();
  const types = new Map(entries.map(({ name, type }) => [keyOfChannel(name), type]));

  function addRoom(name: string): { files: string[] } {
    const key = keyOfChannel(name);
    const room = rooms.get(key) ?? { key, name, files: [] };
    rooms.set(key, room);
    return room;
  }

  /** A channel for messages that belong to none of the list. */
  function archive(name: string, like: ChannelLists, description: string): void {
    const free = firstFreeName(name, (one) => names.has(one));
    names.add(free);
    const entry = { name: free, type: "text", fields: { description }, lists: like } as const;
    entries.push(entry);
    records.push(recordOf(entry, sources.roles, findings));
    types.set(keyOfChannel(free), "text");
    addRoom(free).files.push(name);
  }

  // The file from before a rename comes before the channel's own, and that of an earlier rename before those of later ones.
  const renamed = (name: string) => renames.findIndex(({ from }) => from === name);
  const orphans = [...files]
    .filter((name) => !names.has(name))
    .map((name) => ({ name, order: renamed(name) }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ name }) => name);
  for (const name of orphans) {
    const now = renamedTo(name);
    if (now === undefined || types.get(keyOfChannel(now)) !== "text") continue;
    addRoom(now).files.push(name);
    findings.repaired("channels", "messages under a former name", `db/channels/${name}.json, now in ${now}`);
  }
  for (const { name, type, lists } of [...entries]) {
    if (!files.has(name)) continue;
    if (type === "text") addRoom(name).files.push(name);
    else {
      archive(name, lists, `Messages of the ${type} channel ${name}`);
      findings.repaired("channels", "messages in a channel that holds none", `db/channels/${name}.json`);
    }
  }
  for (const name of orphans) {
    if (renamedTo(name) !== undefined && types.get(keyOfChannel(renamedTo(name) ?? "")) === "text") continue;
    archive(name, nobody, "Messages without a channel, found by the import");
    findings.repaired(
      "channels",
      "messages without a channel; only owners see them",
      `db/channels/${name}.json`,
    );
  }
  return {
    records,
    entries,
    rooms: [...rooms.values()],
    roomNamed(name) {
      const now = names.has(name) ? name : renamedTo(name);
      return now === undefined ? undefined : keyOfChannel(now);
    },
    typeOf: (key) => types.get(key),
  };
}

/** Follows renames to a channel that exists. */
function createRenames(
  renames: ChannelSources["renames"],
  names: ReadonlySet<string>,
): (name: string) => string | undefined {
  return (name) => {
    let now = name;
    // The log is in the order of time, so one walk follows a chain of renames.
    for (const { from, to } of renames) if (from === now) now = to;
    return now !== name && names.has(now) ? now : undefined;
  };
}

function entriesIn(sources: ChannelSources, findings: Findings): ChannelEntry[] {
  const { value } = sources;
  if (value !== undefined && !Array.isArray(value)) {
    findings.skipped("channels", "the file must hold an array", file, value);
  }
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const named = new Map<string, Fields>();
  const found: { name: string | null; fields: Fields; place: string }[] = [];
  let doubles = 0;
  for (const [index, fields] of items.entries()) {
    const place = `${file}[${index}]`;
    findings.read("channels");
    const name = isFields(fields) ? (someText(fields["name"]) ?? null) : null;
    if (!isFields(fields) || (name === null && typeOf(fields, sources.files) !== "separator")) {
      findings.skipped("channels", "a channel must be an object with a name", place, fields);
      continue;
    }
    const first = name === null ? undefined : named.get(name);
    if (first !== undefined) {
      doubles++;
      const same = JSON.stringify(first) === JSON.stringify(fields);
      findings.skipped(
        "channels",
        `another entry has this name${same ? "" : " and other fields"}`,
        place,
        fields,
      );
      continue;
    }
    if (name !== null) named.set(name, fields);
    found.push({ name, fields, place });
  }
  const taken = new Set(named.keys());
  return found.flatMap(({ name, fields, place }, index) => {
    const before = found[index - 1];
    const isRepeated =
      name === null && before?.name === null && JSON.stringify(before.fields) === JSON.stringify(fields);
    if (doubles > 0 && isRepeated) {
      findings.skipped("channels", "the same separator a second time", place, fields);
      return [];
    }
    return entryOf(name ?? lineName(taken), fields, place, sources, findings);
  });
}

/** A name for a separator that has none. */
function lineName(taken: Set<string>): string {
  const name = firstFreeName("line-1", (one) => taken.has(one));
  taken.add(name);
  return name;
}

function typeOf(fields: Fields, files: ReadonlySet<string>): ChannelType {
  const { type, name } = fields;
  if (type === "seperator") return "separator";
  const known = channelTypes.find((one) => one === type);
  return known ?? (files.has(asText(name)) || someText(name) !== undefined ? "text" : "separator");
}

function entryOf(
  name: string,
  fields: Fields,
  place: string,
  { files, roles, defaultRole }: ChannelSources,
  findings: Findings,
): ChannelEntry {
  const type = typeOf(fields, files);
  if (type !== fields["type"]) findings.repaired("channels", `the type ${asText(fields["type"])}`, place);
  const note = (reason: string) => findings.repaired("channels", reason, `${place} ${name}`);
  const lists = explicitLists(fields["permissions"], {
    isSeparator: type === "separator",
    defaultRole,
    note,
  });
  for (const list of Object.values(lists)) {
    for (const entry of list) {
      const role = entry.startsWith("!") ? entry.slice(1) : entry;
      if (roles.idOf(role) === undefined) note(`the role ${role} doesn't exist, and nobody holds it`);
    }
  }
  return { name, type, fields, lists };
}

const knownKeys: ReadonlySet<string> = new Set([
  ...["name", "type", "permissions", "description", "display_name", "size", "icon", "position"],
]);

function recordOf(entry: ChannelEntry, roles: Roles, findings: Findings): RecordOf<"channel"> {
  const { name, type, fields, lists } = entry;
  const description = someText(fields["description"]);
  const displayName = someText(fields["display_name"]);
  const icon = httpUrl(fields["icon"], limits.channelIcon);
  const size = numberOf(fields["size"]);
  const deny = textsOf(fieldsOf(fields["permissions"])["deny"]);
  const unknown = deny.filter((permission) => !isPermission(permission));
  if (unknown.length > 0)
    findings.repaired("channels", `\`deny\` names no permission: ${unknown.join(", ")}`, name);
  const extra = {
    ...unknownFields(fields, knownKeys),
    ...(fields["type"] !== undefined && fields["type"] !== type && { type: fields["type"] }),
    ...(icon === null && textOf(fields["icon"]) && { icon: fields["icon"] }),
  };
  findings.imported("channels");
  return {
    kind: "channel",
    room: keyOfChannel(name),
    name,
    type,
    ...(displayName !== undefined && { displayName }),
    ...(description !== undefined && { description }),
    ...(icon !== null && { icon }),
    ...(size !== undefined && { size: Math.min(1000, Math.max(0, size)) }),
    permissions: Object.fromEntries(
      Object.entries(lists).map(([action, list]) => [action, rulesOf(list, roles)] as const),
    ),
    ...(deny.length > unknown.length && { deny: deny.filter(isPermission) }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

/** A list that lets in nobody but owners is empty. */
function rulesOf(list: readonly string[], roles: Roles) {
  const owner = roles.idOf("owner");
  const rules = new Map<string, { role: string; blocks?: true }>();
  for (const entry of list) {
    const blocks = entry.startsWith("!");
    const role = roles.idOf(blocks ? entry.slice(1) : entry);
    if (role !== undefined) rules.set(`${blocks} ${role}`, { role, ...(blocks && { blocks: true }) });
  }
  const others = [...rules.values()].some(({ role }) => role !== owner);
  return others ? [...rules.values()] : [];
}
