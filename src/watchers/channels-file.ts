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
import type { LoadedChannel } from "../db/channels.ts";
import {
  type ChannelRequest,
  ChannelTypeName,
  channelFields,
  withFields,
} from "../handlers/channels/channel-fields.ts";
import { limits } from "../protocol/limits.ts";
import { entryText, type Fields, isFields } from "./document.ts";
import { changedKeys, type Edited, type Findings, mergeExtra, noFindings, pick, typeFault } from "./merge.ts";

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

interface Entry {
  readonly name: string;
  readonly index: number;
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
  const written = new Map<string, { id: number; fields: Fields }>();
  for (const [index, fields] of (Array.isArray(base) ? base : []).entries()) {
    if (isFields(fields)) written.set(String(fields["name"]), { id: baseIds[index] ?? 0, fields });
  }
  const entries = readEntries(document.value);
  const listed = new Set(entries.map((entry) => entry.name));
  const vanished = [...written].filter(([name, { id }]) => !listed.has(name) && state.channelById(id));
  const appeared = entries.filter((entry) => !written.has(entry.name));
  const renamed = renameAmong();

  const after = new Map<number, Channel>();
  const changed: Channel[] = [];
  const added: Channel[] = [];
  const shown: LoadedChannel[] = [];
  /** Ids in the order of the file. */
  const sequence: number[] = [];

  for (const entry of entries) {
    const basis = entry === renamed?.entry ? renamed : written.get(entry.name);
    if (basis) {
      const channel = state.channelById(basis.id);
      if (channel) change(entry, channel, basis.fields);
      else if (changedKeys(basis.fields, entry.fields).length > 0)
        notes.push(`The channel '${entry.name}' was deleted meanwhile; its edit is lost`);
      continue;
    }
    const present = state.channelByName(entry.name);
    if (present) change(entry, present, record(present, state));
    else add(entry);
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
  if (problems.length === 0) checkNames();
  const channels = inOrder(new Set(gone.map(({ id }) => id)));
  if (channels.length > limits.channels)
    problems.push({ line: null, reason: `more than ${limits.channels} channels` });
  return { ...findings, changed, added, hidden: gone, shown, channels };

  function readEntries(list: readonly unknown[]): Entry[] {
    const read: Entry[] = [];
    const names = new Map<string, number>();
    let lines = 0;
    for (const [index, fields] of list.entries()) {
      const line = document.lineOf(index);
      if (!isFields(fields)) {
        problems.push({ line, reason: "a channel must be an object" });
        continue;
      }
      let { name } = fields;
      if ((name === undefined || name === null) && fields["type"] === "separator") {
        // Older files have separators without a name (07 §6).
        do name = `line-${++lines}`;
        while (
          state.channelByName(String(name)) ||
          list.some((other) => isFields(other) && other["name"] === name)
        );
      }
      if (typeof name !== "string" || name === "") {
        problems.push({ line, reason: "a channel needs a 'name', a text" });
        continue;
      }
      const earlier = names.get(name);
      if (earlier !== undefined) {
        problems.push({
          line,
          reason: `the channel '${name}' stands here and on line ${document.lineOf(earlier)}`,
        });
        continue;
      }
      names.set(name, index);
      read.push({ name, index, fields });
    }
    return read;
  }

  /** One name vanished, one appeared, and all else is equal: that is a rename. Anything else is too unsure. */
  function renameAmong(): { entry: Entry; id: number; fields: Fields } | null {
    const [old, moreOld] = vanished;
    const [entry, moreNew] = appeared;
    if (!old || !entry || moreOld || moreNew) return null;
    if (state.channelByName(entry.name) || hidden.some(({ channel }) => channel.name === entry.name))
      return null;
    const [, { id, fields }] = old;
    const { name: _old, ...rest } = fields;
    const { name: _new, ...others } = entry.fields;
    return isDeepStrictEqual(rest, others) ? { entry, id, fields } : null;
  }

  function change(entry: Entry, channel: Channel, basis: Fields): void {
    sequence.push(channel.id);
    const keys = changedKeys(basis, entry.fields).filter((key) => key !== "name" || entry === renamed?.entry);
    if (keys.length === 0) return;
    const result = withChanges(entry, channel, keys, isEmptyChannel(channel, state));
    if (!result) return;
    after.set(channel.id, result);
    changed.push(result);
    changes.push(`${channel.name}: ${keys.join(", ")}`);
  }

  function add(entry: Entry): void {
    // The one hidden last, should there be several of that name.
    const back = hidden.findLast(({ channel }) => channel.name === entry.name);
    const keys = Object.keys(entry.fields).filter((key) => key !== "name");
    const made = { id: -1 - added.length, name: "", type: "text" as const };
    const blank = blankChannel(back ? back.channel : made, state.roles);
    if (!back && entry.fields["type"] === undefined) {
      problems.push({
        line: document.lineOf(entry.index),
        reason: `channel '${entry.name}': a new channel needs a 'type'`,
      });
      return;
    }
    const result = withChanges(entry, blank, back ? keys : [...keys, "name"], back?.tail === null || !back);
    if (!result) return;
    after.set(result.id, result);
    sequence.push(result.id);
    if (back) shown.push({ channel: result, tail: back.tail });
    else added.push(result);
    changes.push(`${result.name}: ${back ? "back with its messages" : "new"}`);
  }

  function withChanges(
    entry: Entry,
    channel: Channel,
    keys: readonly string[],
    isEmpty: boolean,
  ): Channel | null {
    const refuse = (key: string, reason: string) => {
      problems.push({
        line: document.lineOf(entry.index, key),
        reason: `channel '${entry.name}': ${reason}`,
      });
      return null;
    };
    const fields = pick(entry.fields, keys);
    const fault = typeFault(shape, fields);
    if (fault) return refuse(fault.key, fault.reason);
    let { name, type } = channel;
    if (keys.includes("name")) {
      const checked = channelName(entry.name);
      if ("failure" in checked) return refuse("name", checked.failure.val);
      ({ name } = checked);
    }
    if (keys.includes("type")) {
      const wanted = (fields["type"] ?? channel.type) as Channel["type"];
      // Messages, calls and threads belong to a type.
      if (wanted !== channel.type && !isEmpty)
        return refuse("type", `only an empty channel changes its 'type'`);
      type = wanted;
    }
    // What was taken out of the file is cleared.
    const request: ChannelRequest = Object.fromEntries(
      Object.keys(channelFields).flatMap((key) => (keys.includes(key) ? [[key, fields[key] ?? null]] : [])),
    );
    for (const key of Object.keys(request)) {
      // One by one, to know on which line the fault is.
      const checked = withFields(channel, pick(request as Fields, [key]) as ChannelRequest, state);
      if ("code" in checked) return refuse(key, checked.val);
    }
    const result = withFields(channel, request, state);
    if ("code" in result) return refuse("name", result.val);
    return { ...result, name, type, extra: mergeExtra(channel.extra, entry.fields, keys, known) };
  }

  /** New names must differ from all others, whatever their case. */
  function checkNames(): void {
    const holders = new Map<string, number>();
    const all = new Map(state.channels.map((channel) => [channel.id, channel]));
    for (const channel of gone) all.delete(channel.id);
    for (const [id, channel] of after) all.set(id, channel);
    for (const { id, name } of all.values()) {
      const key = name.toLowerCase();
      const holder = all.get(holders.get(key) ?? 0);
      const isNew = (one: number) => state.channelById(one)?.name !== all.get(one)?.name;
      if (holder && (isNew(id) || isNew(holder.id))) {
        const entry = entries.find((one) => one.name === (isNew(id) ? name : holder.name));
        problems.push({
          line: entry ? document.lineOf(entry.index) : null,
          reason: `there is a channel '${isNew(id) ? holder.name : name}' already; names differ not only in case`,
        });
      }
      holders.set(key, id);
    }
  }

  /**
   * The order of the file if the editor moved something, else the server's; what only the other side has goes
   * behind its neighbour there.
   */
  function inOrder(without: ReadonlySet<number>): Channel[] {
    const now = state.channels.map(({ id }) => id).filter((id) => !without.has(id));
    const then = baseIds.filter((id) => sequence.includes(id));
    const moved = !isDeepStrictEqual(
      then,
      sequence.filter((id) => then.includes(id)),
    );
    const order = moved ? insertMissing(sequence, now) : insertMissing(now, sequence);
    return order.flatMap((id) => after.get(id) ?? state.channelById(id) ?? []);
  }
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
