/**
 * The members that are typing, and where. Clients repeat the notice, and others aren't told twice
 * (compatibility.md#typing). In memory only: a notice matters no longer than clients show it. The time comes with each
 * call, so that tests have their own clock.
 */
import { messageNew } from "../protocol/events.ts";
import { limits } from "../protocol/limits.ts";
import { type Emission, isEvent } from "./emission.ts";
import type { State } from "./state.ts";

export interface TypingNotices {
  /**
   * Must others be told of this notice? Then it is remembered. While somebody types, others are told once in 2 s, also
   * with stops between; of a stop they are told once.
   *
   * @param now milliseconds of the monotonic clock
   */
  isNews(user: string, room: number, stops: boolean, now: number): boolean;
  /** The user's message arrived, which ends the notice for clients; the next one is news again. */
  posted(user: string, room: number): void;
  /** Forgets what no longer matters. */
  prune(now: number): void;
  /** Pairs of user and room remembered. */
  readonly size: number;
}

/** Whose notice an event ends, and where: the author's of a new message. */
export function endedTyping(
  emission: Emission,
  state: Pick<State, "userByName" | "channelByName" | "threadById">,
): { readonly user: string; readonly room: number } | null {
  if (!isEvent(emission, messageNew)) return null;
  const { message, channel, thread_id } = emission.packet;
  const author = state.userByName(message.user);
  const room = thread_id === null ? state.channelByName(channel)?.id : state.threadById(thread_id)?.room;
  return author && room !== undefined ? { user: author.id, room } : null;
}

const pause = 2000;
/** Beyond that the oldest are forgotten: what they say is the likeliest to be shown no longer. */
const mostRemembered = 100_000;

interface Notice {
  readonly at: number;
  readonly stops: boolean;
  /** When others were last told that the user is still typing, or null. */
  readonly wentOnAt: number | null;
}

export function createTypingNotices(most = mostRemembered): TypingNotices {
  /** The newest notice, by user and room; the longest ago first. */
  const told = new Map<string, Notice>();
  const keyOf = (user: string, room: number) => `${room} ${user}`;

  return {
    isNews(user, room, stops, now) {
      const key = keyOf(user, room);
      const last = told.get(key);
      const wentOnAt = last?.wentOnAt ?? null;
      const soon = wentOnAt !== null && now < wentOnAt + pause;
      if (stops ? last?.stops : soon) return false;
      told.delete(key);
      told.set(key, { at: now, stops, wentOnAt: stops ? wentOnAt : now });
      if (told.size > most) told.delete(told.keys().next().value ?? "");
      return true;
    },

    posted(user, room) {
      told.delete(keyOf(user, room));
    },

    prune(now) {
      for (const [key, { at }] of told) if (at + limits.typing <= now) told.delete(key);
    },

    get size() {
      return told.size;
    },
  };
}
