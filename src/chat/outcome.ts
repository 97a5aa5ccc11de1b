/** What a command leads to, as a value: the gateway carries it out, in one order for everybody. */

import type { Failure } from "../protocol/errors.ts";
import type { EventDefinition, EventPacket } from "../protocol/event.ts";
import type { ready as readyEvent } from "../protocol/events.ts";
import type { Change } from "./state.ts";

export type Audience =
  | { readonly kind: "everyone" }
  /** Everybody but one user's connections. */
  | { readonly kind: "others"; readonly than: string }
  /** Who may view the channel, at the moment of delivery. */
  | { readonly kind: "viewers"; readonly channel: number }
  /** Who could view the channel before this change and still can; who gains it gets the whole list instead. */
  | { readonly kind: "kept_viewers"; readonly channel: number }
  /** Who could view the channel before this change and can no longer. */
  | { readonly kind: "lost_viewers"; readonly channel: number }
  /** Viewers whose last look at history was at this room of the channel while it was empty. */
  | { readonly kind: "opened_empty"; readonly channel: number; readonly room: number }
  /** Viewers whose last look at history was at this room of the channel. */
  | { readonly kind: "showing"; readonly channel: number; readonly room: number }
  /** Viewers whose last `threads_get` was for this forum; with `listing` false all others. */
  | { readonly kind: "thread_list"; readonly channel: number; readonly listing: boolean }
  /** Viewers who know reactions by their newer names, or those who don't (08 §10). */
  | { readonly kind: "reaction_names"; readonly channel: number; readonly newer: boolean }
  | { readonly kind: "user"; readonly user: string }
  | { readonly kind: "users"; readonly users: readonly string[] };

export interface Emission {
  readonly definition: EventDefinition;
  readonly packet: { readonly cmd: string };
  readonly to: Audience;
  /** Carries a number and is kept for `resume`, as its definition says unless told otherwise. */
  readonly replayed: boolean;
  /** The connection that asked doesn't get it. */
  readonly exceptRequester: boolean;
}

/** The fields of a packet, without `cmd`. */
export type Fields<Definition extends EventDefinition> = Omit<EventPacket<Definition>, "cmd">;

export function emit<Definition extends EventDefinition>(
  definition: Definition,
  fields: Fields<Definition>,
  to: Audience,
  options: Partial<Pick<Emission, "replayed" | "exceptRequester">> = {},
): Emission {
  return {
    definition,
    packet: { cmd: definition.name, ...fields },
    to,
    replayed: options.replayed ?? definition.replayed,
    exceptRequester: options.exceptRequester ?? false,
  };
}

export const everyone: Audience = { kind: "everyone" };
export const othersThan = (user: string): Audience => ({ kind: "others", than: user });
export const viewers = (channel: number): Audience => ({ kind: "viewers", channel });
export const keptViewers = (channel: number): Audience => ({ kind: "kept_viewers", channel });
export const lostViewers = (channel: number): Audience => ({ kind: "lost_viewers", channel });
export const openedEmpty = (channel: number, room: number): Audience => ({
  kind: "opened_empty",
  channel,
  room,
});
export const showing = (channel: number, room: number): Audience => ({ kind: "showing", channel, room });
export const threadListing = (channel: number, listing: boolean): Audience => ({
  kind: "thread_list",
  channel,
  listing,
});
export const reactionNames = (channel: number, newer: boolean): Audience => ({
  kind: "reaction_names",
  channel,
  newer,
});
export const onlyUser = (user: string): Audience => ({ kind: "user", user });
export const onlyUsers = (users: readonly string[]): Audience => ({ kind: "users", users });

/** Where a connection stands in the stream of events (00, "Additions"). */
export interface Session {
  readonly id: string;
  readonly epoch: string;
  readonly seq: number;
}

/** A connection to close, with what it is told first. */
export interface Expulsion {
  readonly user: string;
  readonly error?: Failure;
  /** Text of the `disconnect` packet. */
  readonly reason: string;
}

export interface Outcome {
  /** Applied to memory before anything is sent. */
  readonly changes?: readonly Change[];
  /** Sent to their audiences before the reply. */
  readonly events?: readonly Emission[];
  /** Fields of the reply to the connection that asked; `cmd` is the command's unless given. */
  readonly reply?: object;
  /** Instead of the reply: it is done, but who asked has lost sight of it meanwhile. */
  readonly refusal?: Failure;
  /** The reply as finished JSON text of a whole packet, without `listener`: for big lists that are cached. */
  readonly encodedReply?: string;
  /** An event whose copy for the connection that asked is the reply (01 §2, `global`). */
  readonly announce?: Emission;
  /** Sent to their audiences after the reply, and after the connections of `expel` have ended. */
  readonly afterwards?: readonly Emission[];
  /** Reply only when the request carries a `listener`. */
  readonly quiet?: boolean;
  /** The connection asked for history: of this room, `empty` if there was none; null if it was given none. */
  readonly opened?: { readonly room: number; readonly empty: boolean } | null;
  /** The connection shows the list of this forum's threads. */
  readonly listsThreads?: number;
  /** The connection calls reactions by their newer names. */
  readonly newerReactions?: boolean;
  /** The connection has the extended profile from now on. */
  readonly extended?: true;
  /** The connection is this user's from now on; `ready` gives the fields of that packet. */
  readonly login?: { readonly user: string; ready(session: Session): Fields<typeof readyEvent> };
  /** Replays what was missed to the connection, then replies with the fields that `reply` gives for the result. */
  readonly resume?: {
    readonly epoch: string;
    readonly seq: number;
    reply(result: { readonly recovered: boolean; readonly seq: number; readonly events: number }): object;
  };
  /** All connections of these users are closed, behind the reply. */
  readonly expel?: readonly Expulsion[];
}
