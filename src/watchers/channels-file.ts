/**
 * db/channels.json: a list in display order (07 §6). A channel is known by its name. One that is left out is
 * hidden, and comes back with its messages when an entry of its name does.
 */
import { isDeepStrictEqual } from "node:util";
import { Type } from "@sinclair/typebox";
import { blankChannel } from "../chat/blank-channel.ts";
import type { Channel } from "../chat/model.ts";
import { channelName } from "../chat/names.ts";
import { wireChannelPermissions } from "../chat/permissions.ts";
import { isEmptyChannel, type State } from "../chat/state.ts";
import { type Document, entryText, type Fields, isFields, type Problem } from "../config/document.ts";
import type { LoadedChannel } from "../db/channels.ts";
import {
  type ChannelRequest,
  ChannelTypeName,
  channelFields,
  withFields,
} from "../handlers/channels/channel-fields.ts";
import { isSecret } from "../log/log.ts";
import { limits } from "../protocol/limits.ts";
import { skeleton } from "../text/skeleton.ts";
import {
  changedKeys,
  type Edited,
  type Fault,
  type Findings,
  mergeExtra,
  noFindings,
  pick,
  typeFault,
  withoutOmissions,
} from "./merge.ts";

export interface ChannelsMerge extends Findings {
  /** Changed ones, as they are after the edit. */
  readonly changed: readonly Channel[];
  /** New ones; their ids are the negative numbers -1, -2 … until they are stored. */
  readonly added: readonly Channel[];
  readonly hidden: readonly Channel[];
  /** Ones that come back, as they are after the edit. */
  readonly shown: readonly (LoadedChannel & { readonly channel: Channel })[];
  /** All channels after the edit, in order. */
  readonly channels: readonly Channel[];
}

const shape = Type.Object({ type: Type.Optional(ChannelTypeName), ...channelFields });
/** Keys that every entry has, besides the name. */
const always: ReadonlySet<string> = new Set(["type", "permissions"]);
const known: ReadonlySet<string> = new Set(["name", ...Object.keys(shape.properties)]);

export function channelsText(state: State): string {
  const entries = state.channels.map((channel) => `    ${entryText(record(channel, state))}`);
  return entries.length === 0 ? "[]\n" : `[\n${entries.join(",\n")}\n]\n`;
}

function record(channel: Channel, state: State): Fields {
  return {
    type: channel.type,
    name: channel.name,
    ...(channel.displayName !== null && { display_name: channel.displayName }),
    ...(channel.description !== null && { description: channel.description }),
    ...(channel.icon !== null && { icon: channel.icon }),
    ...(channel.size !== null && { size: channel.size }),
    ...(channel.slowMode > 0 && { slow_mode: channel.slowMode }),
    permissions: wireChannelPermissions(channel.permissions, state.roles.byId),
    ...Object.fromEntries(Object.entries(channel.extra).filter(([key]) => !known.has(key))),
  };
}

/** Channels as they are, for when the file was not edited. */
export function sameChannels(state: State): ChannelsMerge {
  return { ...noFindings(), changed: [], added: [], hidden: [], shown: [], channels: state.channels };
}

/** An entry of the file. */
interface Entry {
  readonly name: string;
  readonly index: number;
  readonly fields: Fields;
}

/** What the server last wrote of a channel. */
interface Written {
  readonly id: number;
  readonly fields: Fields;
}

/**
 * The editor's changes to the channels, on top of what the server has now.
 *
 * @param state with the roles as they are after the edit, which the lists name
 * @param hidden channels that were left out earlier, the longest hidden first
 */
export function mergeChannels(
  { document, base, baseIds }: Edited,
  state: State,
  hidden: readonly LoadedChannel[],
): ChannelsMerge {
  const findings = noFindings();
  const { problems, notes, changes } = findings;
  if (!Array.isArray(document.value)) {
    problems.push({ line: 1, reason: "the file must hold a list of channels" });
    return { ...sameChannels(state), ...findings };
  }
  const isPresent = (name: string) => state.channelByName(name) !== undefined;
  // The one hidden last, should there be several of that name.
  const hiddenAs = (name: string) => hidden.findLast(({ channel }) => channel.name === name);
  const written = writtenByName(base, baseIds);
  const { entries, ...unread } = readEntries(document.value, document.lineOf, isPresent, (name) => {
    const composed = name.normalize("NFC");
    return [name, composed].find((one) => written.has(one)) ?? state.channelByName(name)?.name ?? composed;
  });
  problems.push(...unread.problems);
  const listed = new Set(entries.map(({ name }) => name));
  const vanished = [...written].filter(([name, { id }]) => !listed.has(name) && state.channelById(id));
  const appeared = entries.filter(({ name }) => !written.has(name));
  const renamed = renameAmong(vanished, appeared, (name) => isPresent(name) || hiddenAs(name) !== undefined);

  const after = new Map<number, Channel>();
  const changed: Channel[] = [];
  const added: Channel[] = [];
  const shown: LoadedChannel[] = [];
  /** Ids in the order of the file. */
  const sequence: number[] = [];

  for (const entry of entries) {
    const refuse = ({ key, reason }: Fault) =>
      problems.push({
        line: document.lineOf(entry.index, key),
        reason: `channel '${entry.name}': ${reason}`,
      });
    const isRenamed = entry === renamed?.entry;
    const basis = isRenamed ? renamed : written.get(entry.name);
    const channel = basis ? state.channelById(basis.id) : state.channelByName(entry.name);
    if (channel) {
      sequence.push(channel.id);
      const touched = changedKeys(basis?.fields ?? record(channel, state), entry.fields).filter(
        (key) => key !== "name" || isRenamed,
      );
      const keys = withoutOmissions(touched, entry.fields, always, `Channel '${entry.name}'`, notes);
      if (keys.length === 0) continue;
      const result = withChanges(channel, entry, keys, isEmptyChannel(channel, state), state);
      if ("reason" in result) {
        refuse(result);
        continue;
      }
      after.set(channel.id, result);
      changed.push(result);
      changes.push(`${channel.name}: ${keys.join(", ")}`);
    } else if (basis) {
      if (changedKeys(basis.fields, entry.fields).length > 0)
        notes.push(`The channel '${entry.name}' was deleted meanwhile; its edit is lost`);
    } else {
      const back = hiddenAs(entry.name);
      const result = back ? backFrom(back, entry, state) : newChannel(-1 - added.length, entry, state);
      if ("reason" in result) {
        refuse(result);
        continue;
      }
      after.set(result.id, result);
      sequence.push(result.id);
      if (back) shown.push({ channel: result, tail: back.tail });
      else added.push(result);
      changes.push(`${result.name}: ${back ? "back with its messages" : "new"}`);
    }
  }

  const gone = vanished.flatMap(([name, { id }]) => {
    const channel = id === renamed?.id ? undefined : state.channelById(id);
    if (!channel) return [];
    changes.push(`${name}: hidden`);
    notes.push(
      `The channel '${name}' is left out and so hidden; its messages stay, and come back with an entry of that name`,
    );
    return [channel];
  });
  const goneIds = new Set(gone.map(({ id }) => id));
  const stays = state.channels.filter(({ id }) => !goneIds.has(id));
  if (problems.length === 0) {
    const all = new Map(stays.map((channel) => [channel.id, channel]));
    for (const [id, channel] of after) all.set(id, channel);
    const isNew = ({ id, name }: Channel) => state.channelById(id)?.name !== name;
    for (const { name, holder } of nameClashes([...all.values()], isNew)) {
      const entry = entries.find((one) => one.name === name);
      problems.push({
        line: entry ? document.lineOf(entry.index) : null,
        reason: `there is a channel '${holder}' already; names differ in more than case and characters that nobody sees`,
      });
    }
  }
  const now = stays.map(({ id }) => id);
  const order = orderAfter({ written: baseIds, file: sequence, now });
  const channels = order.flatMap((id) => after.get(id) ?? state.channelById(id) ?? []);
  const there = order.filter((id) => now.includes(id));
  if (!isDeepStrictEqual(there, now)) {
    changes.push(`order: ${channels.map(({ name }) => name).join(", ")}`);
  }
  if (channels.length > limits.channels)
    problems.push({ line: null, reason: `more than ${limits.channels} channels` });
  return { ...findings, changed, added, hidden: gone, shown, channels };
}

/** @param ids of the channels in `base`, in its order */
function writtenByName(base: unknown, ids: readonly number[]): ReadonlyMap<string, Written> {
  const written = new Map<string, Written>();
  for (const [index, fields] of (Array.isArray(base) ? base : []).entries()) {
    if (isFields(fields)) written.set(String(fields["name"]), { id: ids[index] ?? 0, fields });
  }
  return written;
}

/**
 * The entries of the file, each with a name of its own.
 *
 * @param isTaken does a channel of the server have the name?
 * @param knownAs the form in which the server knows a name: editors may write an accent in another
 */
export function readEntries(
  list: readonly unknown[],
  lineOf: Document["lineOf"],
  isTaken: (name: string) => boolean,
  knownAs: (name: string) => string = (name) => name,
): { readonly entries: readonly Entry[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const entries = new Map<string, Entry>();
  let lines = 0;
  for (const [index, fields] of list.entries()) {
    const line = lineOf(index);
    if (!isFields(fields)) {
      problems.push({ line, reason: "a channel must be an object" });
      continue;
    }
    let { name } = fields;
    if ((name === undefined || name === null) && fields["type"] === "separator") {
      // Older files have separators without a name (07 §6).
      do name = `line-${++lines}`;
      while (isTaken(String(name)) || list.some((other) => isFields(other) && other["name"] === name));
    }
    if (typeof name !== "string" || name === "") {
      problems.push({ line, reason: "a channel needs a 'name', a text" });
      continue;
    }
    const own = knownAs(name);
    const earlier = entries.get(own);
    if (earlier) {
      const reason = `the channel '${own}' stands here and on line ${lineOf(earlier.index)}`;
      problems.push({ line, reason });
      continue;
    }
    entries.set(own, { name: own, index, fields });
  }
  return { entries: [...entries.values()], problems };
}

/**
 * One name vanished, one appeared, and all else is equal: that is a rename. Anything else is too unsure.
 *
 * @param isTaken does another channel have the name, be it hidden?
 */
export function renameAmong(
  vanished: readonly (readonly [name: string, Written])[],
  appeared: readonly Entry[],
  isTaken: (name: string) => boolean,
): (Written & { readonly entry: Entry }) | null {
  const [old, moreOld] = vanished;
  const [entry, moreNew] = appeared;
  if (!old || !entry || moreOld || moreNew || isTaken(entry.name)) return null;
  const [, { id, fields }] = old;
  const { name: _old, ...rest } = fields;
  const { name: _new, ...others } = entry.fields;
  return isDeepStrictEqual(rest, others) ? { entry, id, fields } : null;
}

function newChannel(id: number, entry: Entry, state: State): Channel | Fault {
  if (entry.fields["type"] === undefined) return { key: undefined, reason: "a new channel needs a 'type'" };
  return withChanges(
    blankChannel({ id, name: "", type: "text" }, state.roles),
    entry,
    [...Object.keys(entry.fields), "name"],
    true,
    state,
  );
}

/** As its entry says: of what it was, only its name, its type and its messages stay. */
function backFrom({ channel, tail }: LoadedChannel, entry: Entry, state: State): Channel | Fault {
  const keys = Object.keys(entry.fields).filter((key) => key !== "name");
  return withChanges(blankChannel(channel, state.roles), entry, keys, tail === null, state);
}

/** The channel with these keys as its entry has them. */
function withChanges(
  channel: Channel,
  entry: Entry,
  keys: readonly string[],
  isEmpty: boolean,
  state: State,
): Channel | Fault {
  const fields = pick(entry.fields, keys);
  const fault = typeFault(shape, fields);
  if (fault) return fault;
  const secret = Object.keys(fields).find(isSecret);
  if (secret !== undefined) {
    const reason = `'${secret}' would stand here for all to read, and protects nothing: 'permissions' say which roles may 'view'`;
    return { key: secret, reason };
  }
  let { name, type } = channel;
  if (keys.includes("name")) {
    const checked = channelName(entry.name);
    if ("failure" in checked) return { key: "name", reason: checked.failure.val };
    ({ name } = checked);
  }
  if (keys.includes("type")) {
    const wanted = (fields["type"] ?? channel.type) as Channel["type"];
    // Messages, calls and threads belong to a type.
    if (wanted !== channel.type && !isEmpty)
      return { key: "type", reason: `only an empty channel changes its 'type'` };
    type = wanted;
  }
  // What was taken out of the file is cleared.
  const request: ChannelRequest = Object.fromEntries(
    Object.keys(channelFields).flatMap((key) => (keys.includes(key) ? [[key, fields[key] ?? null]] : [])),
  );
  for (const key of Object.keys(request)) {
    // One by one, to know on which line the fault is.
    const checked = withFields(channel, pick(request as Fields, [key]) as ChannelRequest, state);
    if ("code" in checked) return { key, reason: checked.val };
  }
  const result = withFields(channel, request, state);
  if ("code" in result) return { key: "name", reason: result.val };
  return { ...result, name, type, extra: mergeExtra(channel.extra, entry.fields, keys, known) };
}

/** New names must differ from all others, whatever their case: those that don't, and who has them already. */
export function nameClashes<Named extends Pick<Channel, "name">>(
  all: readonly Named[],
  isNew: (one: Named) => boolean,
): { readonly name: string; readonly holder: string }[] {
  const holders = new Map<string, Named>();
  return all.flatMap((one) => {
    const key = skeleton(one.name);
    const holder = holders.get(key);
    holders.set(key, one);
    if (holder && isNew(one)) return [{ name: one.name, holder: holder.name }];
    return holder && isNew(holder) ? [{ name: holder.name, holder: one.name }] : [];
  });
}

/**
 * The order of the file if the editor moved something, else the server's; what only the other side has goes
 * behind its neighbour there. All are ids.
 */
export function orderAfter({ written, file, now }: Record<"written" | "file" | "now", readonly number[]>) {
  const then = written.filter((id) => file.includes(id));
  const moved = !isDeepStrictEqual(
    then,
    file.filter((id) => then.includes(id)),
  );
  return moved ? insertMissing(file, now) : insertMissing(now, file);
}

/** `order` with what only `other` has, each behind the one that it follows there. */
function insertMissing(order: readonly number[], other: readonly number[]): number[] {
  const result = [...order];
  for (const [index, id] of other.entries()) {
    if (result.includes(id)) continue;
    const before = other[index - 1];
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, id);
  }
  return result;
}
