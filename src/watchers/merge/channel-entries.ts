/** The entries of db/channels.json. They are matched by name. */
import { isDeepStrictEqual } from "node:util";
import type { Channel } from "../../chat/model.ts";
import type { State } from "../../chat/state.ts";
import { type Document, type Fields, isFields, type Problem } from "../../config/document.ts";
import type { LoadedChannel } from "../../db/channels.ts";
import { skeleton } from "../../text/skeleton.ts";

/** An entry of the file. */
export interface ChannelEntry {
  readonly name: string;
  readonly index: number;
  readonly fields: Fields;
}

/** The entry of a channel as the server last wrote it. */
export interface WrittenChannel {
  readonly id: number;
  readonly fields: Fields;
}

/** @param ids of the channels in `base`, in its order */
export function writtenByName(base: unknown, ids: readonly number[]): ReadonlyMap<string, WrittenChannel> {
  const written = new Map<string, WrittenChannel>();
  for (const [index, fields] of (Array.isArray(base) ? base : []).entries()) {
    if (isFields(fields)) written.set(String(fields["name"]), { id: ids[index] ?? 0, fields });
  }
  return written;
}

/**
 * The entries of the file, each with a name of its own.
 *
 * @param isTaken whether a channel of the server has the name
 * @param knownAs the form of a name in the server, since editors may write an accent in another form
 */
export function readEntries(
  list: readonly unknown[],
  lineOf: Document["lineOf"],
  isTaken: (name: string) => boolean,
  knownAs: (name: string) => string = (name) => name,
): { readonly entries: readonly ChannelEntry[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const entries = new Map<string, ChannelEntry>();
  let lines = 0;
  for (const [index, fields] of list.entries()) {
    const line = lineOf(index);
    if (!isFields(fields)) {
      problems.push({ line, reason: "a channel must be an object" });
      continue;
    }
    let { name } = fields;
    if ((name === undefined || name === null) && fields["type"] === "separator") {
      // Older servers wrote separators without a name.
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

/** An entry with the channel as the server last wrote it, and as it is now. */
export interface MatchedEntry extends ChannelEntry {
  readonly written: Fields | undefined;
  readonly current: Channel | undefined;
  /** The channel was left out of the file earlier, and comes back. */
  readonly back: LoadedChannel | undefined;
  /** Whether to set the name: it changed, or the channel is new. */
  readonly isRenamed: boolean;
}

/**
 * Finds the channel of each entry. `renamed` is the id of the renamed channel. `vanished` are the channels that the
 * server wrote and the file lacks.
 */
export function matchEntries(
  list: readonly unknown[],
  lineOf: Document["lineOf"],
  written: ReadonlyMap<string, WrittenChannel>,
  state: State,
  hidden: readonly LoadedChannel[],
  problems: Problem[],
) {
  const isPresent = (name: string) => state.channelByName(name) !== undefined;
  // Of several with that name the one that was hidden last.
  const hiddenAs = (name: string) => hidden.findLast(({ channel }) => channel.name === name);
  const { entries, ...unread } = readEntries(list, lineOf, isPresent, (name) => {
    const composed = name.normalize("NFC");
    return [name, composed].find((one) => written.has(one)) ?? state.channelByName(name)?.name ?? composed;
  });
  problems.push(...unread.problems);
  const listed = new Set(entries.map(({ name }) => name));
  const vanished = [...written].filter(([name, { id }]) => !listed.has(name) && state.channelById(id));
  const appeared = entries.filter(({ name }) => !written.has(name));
  const renamed = renameAmong(vanished, appeared, (name) => isPresent(name) || hiddenAs(name) !== undefined);
  const matched = entries.map((entry): MatchedEntry => {
    const isRenamed = entry === renamed?.entry;
    const basis = isRenamed ? renamed : written.get(entry.name);
    const current = basis ? state.channelById(basis.id) : state.channelByName(entry.name);
    const back = basis || current ? undefined : hiddenAs(entry.name);
    const isNew = !basis && !current && !back;
    return { ...entry, written: basis?.fields, current, back, isRenamed: isRenamed || isNew };
  });
  return { entries: matched, renamed: renamed?.id ?? null, vanished };
}

/**
 * If one name vanished, one appeared, and all else is equal, it is a rename. Other cases are ambiguous.
 *
 * @param isTaken whether another channel has the name, hidden ones included
 */
export function renameAmong(
  vanished: readonly (readonly [name: string, WrittenChannel])[],
  appeared: readonly ChannelEntry[],
  isTaken: (name: string) => boolean,
): (WrittenChannel & { readonly entry: ChannelEntry }) | null {
  const [old, moreOld] = vanished;
  const [entry, moreNew] = appeared;
  if (!old || !entry || moreOld || moreNew || isTaken(entry.name)) return null;
  const [, { id, fields }] = old;
  const { name: _old, ...rest } = fields;
  const { name: _new, ...others } = entry.fields;
  return isDeepStrictEqual(rest, others) ? { entry, id, fields } : null;
}

/** New names that another channel has already, in any case, each with that channel's name. */
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
