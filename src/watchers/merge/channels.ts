/**
 * db/channels.json is a list in display order. Channels are matched by name. A channel that is left out is hidden, and
 * comes back with its messages when an entry with its name does.
 */
import { isDeepStrictEqual } from "node:util";
import { blankChannel } from "../../chat/blank-channel.ts";
import type { Channel } from "../../chat/model.ts";
import { isEmptyChannel, type State } from "../../chat/state.ts";
import { type Document, entryText, type Problem } from "../../config/document.ts";
import type { LoadedChannel } from "../../db/channels.ts";
import { limits } from "../../protocol/limits.ts";
import {
  type MatchedEntry,
  matchEntries,
  nameClashes,
  type WrittenChannel,
  writtenByName,
} from "./channel-entries.ts";
import { channelRules } from "./channel-fields.ts";
import { orderAfter } from "./channel-order.ts";
import { type Edited, type Findings, noFindings } from "./edited.ts";
import { mergeEntry, record } from "./entry.ts";
import { type Fault, isFault, refused } from "./fields.ts";

export interface ChannelsMerge extends Findings {
  /** Changed channels, as they are after the edit. */
  readonly changed: readonly Channel[];
  /** New channels. Their ids are -1, -2 … until they are stored. */
  readonly added: readonly Channel[];
  readonly hidden: readonly Channel[];
  /** Channels that come back, as they are after the edit. */
  readonly shown: readonly (LoadedChannel & { readonly channel: Channel })[];
  /** All channels after the edit, in order. */
  readonly channels: readonly Channel[];
}

export function channelsText(state: State): string {
  const entries = state.channels.map((channel) => `    ${entryText(record(channelRules, channel, state))}`);
  return entries.length === 0 ? "[]\n" : `[\n${entries.join(",\n")}\n]\n`;
}

/** The result for a file that was not edited: the present channels. */
export function sameChannels(state: State): ChannelsMerge {
  return { ...noFindings(), changed: [], added: [], hidden: [], shown: [], channels: state.channels };
}

/**
 * Applies the editor's changes to the present channels.
 *
 * @param state with the roles after the edit, which the lists may name
 * @param hidden channels that were left out earlier, the longest hidden first
 */
export function mergeChannels(
  { document, base, baseIds }: Edited,
  state: State,
  hidden: readonly LoadedChannel[],
): ChannelsMerge {
  const findings = noFindings();
  const { problems, changes } = findings;
  if (!Array.isArray(document.value)) {
    problems.push({ line: 1, reason: "the file must hold a list of channels" });
    return { ...sameChannels(state), ...findings };
  }
  const { entries, renamed, vanished } = matchEntries(
    document.value,
    document.lineOf,
    writtenByName(base, baseIds),
    state,
    hidden,
    problems,
  );
  const { after, sequence, ...listed } = mergeListed(entries, document, { state, hidden }, findings);
  const gone = hideLeftOut(
    vanished.filter(([, { id }]) => id !== renamed),
    state,
    findings,
  );
  const goneIds = new Set(gone.map(({ id }) => id));
  const stays = state.channels.filter(({ id }) => !goneIds.has(id));
  // After another problem a channel may still have its old name here.
  if (problems.length === 0) checkNames(entries, stays, after, state, document, problems);
  const now = stays.map(({ id }) => id);
  const order = orderAfter({ written: baseIds, file: sequence, now });
  const channels = order.flatMap((id) => after.get(id) ?? state.channelById(id) ?? []);
  const there = order.filter((id) => now.includes(id));
  if (!isDeepStrictEqual(there, now)) {
    changes.push(`order: ${channels.map(({ name }) => name).join(", ")}`);
  }
  if (channels.length > limits.channels) {
    problems.push({ line: null, reason: `more than ${limits.channels} channels` });
  }
  return { ...findings, ...listed, hidden: gone, channels };
}

/** Merges the entries of the file into the channels. Ids are in the order of the file. */
function mergeListed(
  entries: readonly MatchedEntry[],
  document: Document,
  { state, hidden }: { readonly state: State; readonly hidden: readonly LoadedChannel[] },
  { problems, notes, changes }: Findings,
) {
  const hiddenById = new Map(hidden.map((one) => [one.channel.id, one]));
  const context = {
    state,
    isEmpty(channel: Channel) {
      const back = hiddenById.get(channel.id);
      return back ? back.tail === null : isEmptyChannel(channel, state);
    },
  };
  const after = new Map<number, Channel>();
  const changed: Channel[] = [];
  const added: Channel[] = [];
  const shown: LoadedChannel[] = [];
  const sequence: number[] = [];
  for (const entry of entries) {
    const { name, index, current, back } = entry;
    if (current) sequence.push(current.id);
    const create = () =>
      back ? blankChannel(back.channel, state.roles) : newChannel(-1 - added.length, entry, state);
    const result = mergeEntry(channelRules, { ...entry, create }, context, notes);
    if (result === null) continue;
    if (isFault(result)) {
      problems.push({
        line: document.lineOf(index, result.key),
        reason: `channel '${name}': ${result.reason}`,
      });
      continue;
    }
    const channel = result.after;
    after.set(channel.id, channel);
    if (current) {
      changed.push(channel);
      changes.push(`${current.name}: ${result.keys.join(", ")}`);
      continue;
    }
    sequence.push(channel.id);
    if (back) shown.push({ channel, tail: back.tail });
    else added.push(channel);
    changes.push(`${channel.name}: ${back ? "back with its messages" : "new"}`);
  }
  return { after, changed, added, shown, sequence };
}

function newChannel(id: number, { fields }: MatchedEntry, state: State): Channel | Fault {
  if (fields["type"] === undefined) return refused("a new channel needs a 'type'");
  return blankChannel({ id, name: "", type: "text" }, state.roles);
}

/** Channels whose entries the editor removed. */
function hideLeftOut(
  vanished: readonly (readonly [name: string, WrittenChannel])[],
  state: State,
  { notes, changes }: Findings,
): Channel[] {
  return vanished.flatMap(([name, { id }]) => {
    const channel = state.channelById(id);
    if (!channel) return [];
    changes.push(`${name}: hidden`);
    notes.push(
      `The channel '${name}' is left out and so hidden; its messages stay, and come back with an entry of that name`,
    );
    return [channel];
  });
}

function checkNames(
  entries: readonly MatchedEntry[],
  stays: readonly Channel[],
  after: ReadonlyMap<number, Channel>,
  state: State,
  document: Document,
  problems: Problem[],
): void {
  const all = new Map(stays.map((channel) => [channel.id, channel]));
  for (const [id, channel] of after) all.set(id, channel);
  const isNew = ({ id, name }: Channel) => state.channelById(id)?.name !== name;
  for (const { name, holder } of nameClashes([...all.values()], isNew)) {
    const entry = entries.find((one) => one.name === name);
    problems.push({
      line: entry ? document.lineOf(entry.index) : null,
      reason: `there is a channel '${holder}' already; names differ in more than case and invisible characters`,
    });
  }
}
