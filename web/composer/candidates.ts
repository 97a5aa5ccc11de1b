/** What a token can become, best first. */
import { accessOf, holds, mayCall, type WireUser } from "../../client/index.ts";
import { skinTone } from "../emoji/picks.ts";
import { emojiTable, findEmojis, loadEmojis, toned } from "../emoji/table.ts";
import type { IconName } from "../icons/icons.gen.ts";
import { base } from "../state/base.ts";
import { openHistory } from "../state/history.ts";
import { nameOfMember, shownName } from "../state/names.ts";
import { channels, emojis, people } from "../state/people.ts";
import { type OpenPlace, shownChannelName } from "../state/places.ts";
import { model } from "../state/session.ts";
import { language } from "../texts/language.ts";
import { rankOf } from "./rank.ts";
import { t } from "./texts/texts.ts";
import type { Token } from "./token.ts";

export interface Candidate {
  readonly key: string;
  /** What stands in the text then. */
  readonly insert: string;
  readonly label: string;
  readonly detail: string;
  readonly sign:
    | { readonly kind: "member"; readonly member: WireUser }
    | { readonly kind: "icon"; readonly name: IconName }
    | { readonly kind: "emoji"; readonly text: string }
    | { readonly kind: "custom"; readonly id: string };
}

interface Ranked {
  readonly rank: number;
  readonly candidate: () => Candidate;
}

const most = 8;

export function candidatesFor({ kind, query }: Token, place: OpenPlace): Candidate[] {
  switch (kind) {
    case "member":
      return best([
        ...(query.startsWith("&") ? [] : members(query, place)),
        ...roles(query.replace("&", "")),
      ]);
    case "channel":
      return best(places(query));
    case "emoji":
      return emojisFor(query);
    case "command":
      return best(commands(query));
  }
}

function best(ranked: readonly Ranked[]): Candidate[] {
  return ranked
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ candidate }) => candidate());
}

/** Those who may view the channel first, and among them those who wrote last. */
function members(query: string, place: OpenPlace): Ranked[] {
  const current = people.value;
  if (!current) return [];
  const { messages = [] } = openHistory.value ?? {};
  const spoke = new Map(messages.slice(-100).map(({ user }, at) => [user, at + 1]));
  const names = new Set([...current.members.values()].map(({ username }) => username.toLowerCase()));
  const found: Ranked[] = [];
  for (const member of current.members.values()) {
    if (member.id === current.me) continue;
    const rank = rankOf(query, nameOfMember(member), shownName(member.username));
    if (rank === null) continue;
    const views = accessOf(member.roles, place.permissions, "view").allowed;
    found.push({
      rank: rank + (views ? 0 : 100) - (spoke.get(member.username) ?? 0) / 1000,
      candidate: () => {
        const short = shownName(member.username);
        // An account of another kind may have the short name.
        const isShort = short === member.username || !names.has(short.toLowerCase());
        const name = nameOfMember(member);
        return {
          key: member.id,
          insert: `@${isShort ? short : member.username}`,
          label: name,
          detail: views ? (name === short ? "" : `@${short}`) : t().cannotView,
          sign: { kind: "member", member },
        };
      },
    });
  }
  return found;
}

function roles(query: string): Ranked[] {
  const current = people.value;
  if (!current) return [];
  return [...current.roles.values()].flatMap(({ id, name }) => {
    const rank = rankOf(query, name);
    if (rank === null) return [];
    if (name.toLowerCase() === "everyone" && !holds(current, "mention_everyone")) return [];
    return {
      rank: rank + 1,
      candidate: () => ({
        key: `role ${id}`,
        insert: `@&${name}`,
        label: `@${name}`,
        detail: t().role,
        sign: { kind: "icon", name: "users" },
      }),
    };
  });
}

/** A channel is named, a thread is linked. */
function places(query: string): Ranked[] {
  return channels.value.flatMap((channel) => {
    const found: Ranked[] = [];
    const rank = channel.type === "text" ? rankOf(query, shownChannelName(channel), channel.name) : null;
    if (rank !== null) {
      found.push({
        rank,
        candidate: () => ({
          key: `channel ${channel.name}`,
          insert: `#${channel.name}`,
          label: shownChannelName(channel),
          detail: channel.description ?? "",
          sign: { kind: "icon", name: "hash" },
        }),
      });
    }
    for (const { id, name, archived } of channel.threads ?? []) {
      const rankOfThread = rankOf(query, name);
      if (rankOfThread === null) continue;
      found.push({
        rank: rankOfThread + (archived ? 3 : 1),
        candidate: () => ({
          key: `thread ${id}`,
          insert: `[${name.replace(/[[\]]/g, "")}](${base}#/${encodeURIComponent(`thread:${id}`)})`,
          label: name,
          detail: shownChannelName(channel),
          sign: { kind: "icon", name: "messages-square" },
        }),
      });
    }
    return found;
  });
}

/** The server's first. */
function emojisFor(query: string): Candidate[] {
  void loadEmojis();
  const own = [...(emojis.value ?? [])].flatMap(([id, { name }]) => {
    const rank = rankOf(query, name);
    return rank === null
      ? []
      : {
          rank,
          candidate: () => ({
            key: `emoji ${id}`,
            insert: `:${name}:`,
            label: `:${name}:`,
            detail: t().ofServer,
            sign: { kind: "custom", id } as const,
          }),
        };
  });
  const others = findEmojis(emojiTable.value ?? [], query, language.value, most).map((emoji) => ({
    key: emoji.text,
    insert: toned(emoji, skinTone.value),
    label: emoji.names[language.value],
    detail: "",
    sign: { kind: "emoji", text: toned(emoji, skinTone.value) } as const,
  }));
  return [...best(own), ...others].slice(0, most);
}

function commands(query: string): Ranked[] {
  const current = model.value;
  if (!current) return [];
  return [...current.slashes.values()].flatMap((command) => {
    const rank = mayCall(current, command) ? rankOf(query, command.name) : null;
    if (rank === null) return [];
    return {
      rank,
      candidate: () => ({
        key: `command ${command.name}`,
        insert: `/${command.name}`,
        label: `/${command.name}`,
        detail: command.description,
        sign: { kind: "icon", name: "terminal" },
      }),
    };
  });
}
