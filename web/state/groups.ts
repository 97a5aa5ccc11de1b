/** Groups of the channel list: what stands below a separator with a name. The person may fold them. */
import { signal } from "@preact/signals";
import type { WireChannel } from "../../client/index.ts";
import { keep, kept } from "./kept.ts";

export interface ChannelGroup {
  /** The separator above; null: the channels stand before the first one, or below one without a name. */
  readonly heading: WireChannel | null;
  /** With separators that have no name. */
  readonly channels: readonly WireChannel[];
}

export function groupsOf(channels: readonly WireChannel[]): ChannelGroup[] {
  const groups: { heading: WireChannel | null; channels: WireChannel[] }[] = [
    { heading: null, channels: [] },
  ];
  for (const channel of channels) {
    if (channel.type === "separator" && channel.display_name) groups.push({ heading: channel, channels: [] });
    else groups.at(-1)?.channels.push(channel);
  }
  return groups.filter(({ heading, channels: inside }) => heading !== null || inside.length > 0);
}

/** Names of separators. */
export const folded = signal<ReadonlySet<string>>(new Set((kept("folded") ?? "").split("\n")));

export function toggleGroup(name: string): void {
  const next = new Set(folded.value);
  if (!next.delete(name)) next.add(name);
  folded.value = next;
  keep("folded", next.size === 0 ? null : [...next].join("\n"));
}
