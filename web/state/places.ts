/** Which channel or thread is open, and the list of those that can be. */

import { computed, signal } from "@preact/signals";
import { type Model, threadPrefix, type WireChannel } from "../../client/index.ts";
import { keep, kept } from "./kept.ts";
import { model } from "./session.ts";

export interface OpenPlace {
  /** As in the model: a channel by its name, a thread by `thread:<id>`. */
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  /** Name of the channel, or of the forum of a thread: its permissions hold. */
  readonly channelName: string;
  readonly permissions: WireChannel["permissions"];
  /** Seconds; 0: none. */
  readonly slowMode: number;
  readonly isLocked: boolean;
}

const wanted = signal<string | null>(placeInAddress() ?? kept("place"));

let last: OpenPlace | null = null;

/** Null: there is none that may be viewed. The same object as long as nothing of it changes. */
export const place = computed<OpenPlace | null>(() => {
  const current = model.value;
  const found = current && (placeNamed(current, wanted.value) ?? firstPlace(current));
  const isSame =
    found !== null &&
    last !== null &&
    (Object.keys(found) as (keyof OpenPlace)[]).every((field) => found[field] === last?.[field]);
  if (!isSame) last = found;
  return last;
});

/** For what depends on nothing else of the place. */
export const placeKey = computed(() => place.value?.key ?? null);

export function openPlace(key: string): void {
  wanted.value = key;
  keep("place", key);
  history.replaceState(null, "", `#/${encodeURIComponent(key)}`);
}

export function watchAddress(): void {
  addEventListener("hashchange", () => {
    const named = placeInAddress();
    if (named !== null) wanted.value = named;
  });
}

function placeInAddress(): string | null {
  try {
    return /^#\/(.+)$/.test(location.hash) ? decodeURIComponent(location.hash.slice(2)) : null;
  } catch {
    return null;
  }
}

export const shownChannelName = ({ display_name, name }: Pick<WireChannel, "display_name" | "name">) =>
  display_name ?? name;

function placeNamed({ channels }: Model, key: string | null): OpenPlace | null {
  for (const channel of channels) {
    if (channel.name === key && channel.type === "text") return placeOfChannel(channel);
    for (const thread of channel.threads ?? []) {
      if (`${threadPrefix}${thread.id}` !== key) continue;
      return {
        ...placeOfChannel(channel),
        key,
        name: thread.name,
        description: shownChannelName(channel),
        isLocked: thread.locked,
      };
    }
  }
  return null;
}

function firstPlace({ channels }: Model): OpenPlace | null {
  const first = channels.find(({ type }) => type === "text");
  return first ? placeOfChannel(first) : null;
}

function placeOfChannel(channel: WireChannel): OpenPlace {
  return {
    key: channel.name,
    name: shownChannelName(channel),
    description: channel.description ?? null,
    channelName: channel.name,
    permissions: channel.permissions,
    slowMode: channel.slow_mode ?? 0,
    isLocked: false,
  };
}
