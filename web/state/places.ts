/** Which channel, thread or forum is open. */

import { batch, computed } from "@preact/signals";
import { type Model, threadPrefix, type WireChannel, type WireThread } from "../../client/index.ts";
import { keep } from "./kept.ts";
import { model } from "./session.ts";
import { addressed, wanted, wantedMessage } from "./wanted.ts";

export interface OpenPlace {
  /** As in the model: a channel by its name, a thread by `thread:<id>`. */
  readonly key: string;
  readonly kind: "channel" | "thread" | "forum";
  readonly name: string;
  readonly description: string | null;
  /** Name of the channel, or of the forum of a thread: its permissions hold. */
  readonly channelName: string;
  readonly permissions: WireChannel["permissions"];
  /** Seconds; 0: none. */
  readonly slowMode: number;
  readonly isLocked: boolean;
}

let last: OpenPlace | null = null;

/** Null: there is none that may be viewed. The same object as long as nothing of it changes. */
export const place = computed<OpenPlace | null>(() => {
  const current = model.value;
  const key = wanted.value;
  // A thread that is still to be fetched: nothing else opens, and is read, instead.
  if (current && key?.startsWith(threadPrefix) && !isKnownThread(current, key)) return last;
  const found = current && (placeNamed(current, key) ?? firstPlace(current));
  const isSame =
    found !== null &&
    last !== null &&
    (Object.keys(found) as (keyof OpenPlace)[]).every((field) => found[field] === last?.[field]);
  if (!isSame) last = found;
  return last;
});

/** Of a place with messages, for what depends on nothing else of it. */
export const placeKey = computed(() =>
  place.value === null || place.value.kind === "forum" ? null : place.value.key,
);

/** @param message id of the message to go to; null: the newest */
export function openPlace(key: string, message: string | null = null): void {
  batch(() => {
    wantedMessage.value = message;
    wanted.value = key;
  });
  keep("place", key);
  history.replaceState(null, "", hashOf(key, message));
}

/** The part of an address behind the page's own. */
export function hashOf(key: string, message: string | null): string {
  return `#/${[key, ...(message === null ? [] : [message])].map(encodeURIComponent).join("/")}`;
}

export function watchAddress(): void {
  addEventListener("hashchange", () => {
    const [key, message] = addressed();
    if (key !== null) openPlace(key, message);
  });
}

export const shownChannelName = ({ display_name, name }: Pick<WireChannel, "display_name" | "name">) =>
  display_name ?? name;

export function placeNamed({ channels }: Model, key: string | null): OpenPlace | null {
  for (const channel of channels) {
    if (channel.name === key && (channel.type === "text" || channel.type === "forum"))
      return placeOfChannel(channel);
    for (const thread of channel.threads ?? []) {
      if (`${threadPrefix}${thread.id}` !== key) continue;
      return {
        ...placeOfChannel(channel),
        key,
        kind: "thread",
        name: thread.name,
        description: shownChannelName(channel),
        isLocked: thread.locked,
      };
    }
  }
  return null;
}

/** Is the thread in the list of channels? */
export function isKnownThread({ channels }: Model, key: string): boolean {
  return channels.some(({ threads }) => threads?.some(({ id }) => `${threadPrefix}${id}` === key));
}

/** What a place is called; null: it isn't known. */
export function nameOfPlace(
  key: string,
): { readonly channel: string; readonly thread: string | null } | null {
  const found = model.value && placeNamed(model.value, key);
  if (!found) return null;
  return found.kind === "thread"
    ? { channel: found.description ?? found.channelName, thread: found.name }
    : { channel: found.name, thread: null };
}

/** The thread that is open. */
export const openThread = computed<WireThread | null>(() => {
  const open = place.value;
  if (open?.kind !== "thread") return null;
  const forum = model.value?.channels.find(({ name }) => name === open.channelName);
  return forum?.threads?.find(({ id }) => `${threadPrefix}${id}` === open.key) ?? null;
});

function firstPlace({ channels }: Model): OpenPlace | null {
  const first = channels.find(({ type }) => type === "text");
  return first ? placeOfChannel(first) : null;
}

function placeOfChannel(channel: WireChannel): OpenPlace {
  return {
    key: channel.name,
    kind: channel.type === "forum" ? "forum" : "channel",
    name: shownChannelName(channel),
    description: channel.description ?? null,
    channelName: channel.name,
    permissions: channel.permissions,
    slowMode: channel.slow_mode ?? 0,
    isLocked: false,
  };
}
