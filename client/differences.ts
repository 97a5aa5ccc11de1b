import type { History, Model } from "./model/model.ts";

/**
 * Where a model that was kept up to date by events is not what a fresh one says; one line for each difference.
 *
 * Left out is what events can't give: histories of channels that came into sight later and were not opened, and
 * counts of unread messages, which fetching changes: it reads. So are settings of web push, which the connection that
 * changes them gets as a reply alone. Histories are compared as far back as both reach.
 */
export function differences(kept: Model, fresh: Model): string[] {
  const found: string[] = [];
  compare("me", kept.me, fresh.me, found);
  compare("server", kept.server, fresh.server, found);
  compareMaps("member", kept.members, fresh.members, found);
  compareMaps("role", kept.roles, fresh.roles, found);
  compare("order of roles", [...kept.roles.keys()], [...fresh.roles.keys()], found);
  const byName = (model: Model) => new Map(model.channels.map((channel) => [channel.name, channel]));
  compareMaps("channel", byName(kept), byName(fresh), found);
  compare("order of channels", [...byName(kept).keys()], [...byName(fresh).keys()], found);
  for (const [name, history] of kept.histories) {
    const other = fresh.histories.get(name);
    if (!other) continue;
    const from = Math.max(history.from, other.from);
    compareMaps(`message in ${name}`, since(history, from), since(other, from), found);
    compare(`order in ${name}`, [...since(history, from).keys()], [...since(other, from).keys()], found);
  }
  for (const [name, { messages, from }] of kept.excerpts) {
    const other = fresh.histories.get(name);
    const last = messages.at(-1)?.timestamp ?? 0;
    if (!other || other.from > from) continue;
    const there = { ...other, messages: other.messages.filter(({ timestamp }) => timestamp <= last) };
    compareMaps(`message in ${name}`, since({ messages, from }, from), since(there, from), found);
  }
  compareMaps("emoji", kept.emojis, fresh.emojis, found);
  compareMaps("sticker", kept.stickers, fresh.stickers, found);
  // A place that was renamed, or went out of sight, changes nothing of what waits there.
  const planned = (entries: ReadonlyMap<string, { readonly id: string }>) =>
    new Map(
      [...entries].map(([id, entry]) => [id, { ...entry, channel: "", thread_id: "", message_id: "" }]),
    );
  compareMaps("scheduled message", planned(kept.scheduled), planned(fresh.scheduled), found);
  compareMaps("slash command", kept.slashes, fresh.slashes, found);
  compareMaps("reminder", planned(kept.reminders), planned(fresh.reminders), found);
  return found;
}

function since({ messages }: History, from: number) {
  return new Map(
    messages.filter(({ timestamp }) => timestamp >= from).map((message) => [message.id, message]),
  );
}

function compareMaps(
  what: string,
  kept: ReadonlyMap<string, object>,
  fresh: ReadonlyMap<string, object>,
  found: string[],
): void {
  for (const key of new Set([...kept.keys(), ...fresh.keys()])) {
    const before = kept.get(key);
    const now = fresh.get(key);
    if (!before || !now) {
      found.push(`${what} ${key}: only in the ${before ? "kept" : "fresh"} state`);
      continue;
    }
    const a: Readonly<Record<string, unknown>> = { ...before };
    const b: Readonly<Record<string, unknown>> = { ...now };
    for (const field of new Set([...Object.keys(a), ...Object.keys(b)])) {
      compare(`${what} ${key}: ${field}`, a[field], b[field], found);
    }
  }
}

function compare(what: string, kept: unknown, fresh: unknown, found: string[]): void {
  const [a, b] = [canonical(kept), canonical(fresh)];
  if (a !== b) found.push(`${what}: kept ${a}, fresh ${b}`);
}

/** JSON in which the order of keys plays no role. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? "nothing"
  );
}
