/**
 * What something that happens leads to, as a value: what changes, who is told, what the requester is answered.
 * `perform` carries it out, in one order for everybody.
 */
import type { Emission, Fields } from "../chat/emission.ts";
import type { Expulsion } from "../chat/expulsion.ts";
import type { Picture } from "../chat/pictures.ts";
import type { Change } from "../chat/state.ts";
import type { Write } from "../db/procedure.ts";
import type { StoreFailure } from "../db/store.ts";
import type { Failure } from "../protocol/errors.ts";
import type { ready as readyEvent } from "../protocol/events.ts";

/**
 * Everything is optional: nothing happens unless it stands here.
 *
 * @typeParam Reply fields of the reply
 * @typeParam Name names of the events
 */
export interface Outcome<Reply extends object = object, Name extends string = string> {
  /** Applied to memory before anything is sent. */
  readonly changes?: readonly Change[];
  /** Sent to their audiences before the reply. */
  readonly events?: readonly Emission<Name>[];
  /** The answer to the connection that asked. A failure says that it is done, but may not be told of any more. */
  readonly reply?: Reply | Announced<Name> | Answered<Name> | Encoded | Failure;
  /** Sent to their audiences after the reply, and after the connections that an `expel` closes have ended. */
  readonly afterwards?: readonly Emission<Name>[];
  /** What happens to connections, and to what is remembered besides the state. */
  readonly effects?: readonly Effect[];
}

/** An event whose copy for the connection that asked is the reply: packets marked `global`. */
export interface Announced<Name extends string = string> {
  readonly announced: Emission<Name>;
}

/** An event's packet as the reply, although nobody else is told. */
export interface Answered<Name extends string = string> {
  readonly answered: Emission<Name>;
}

/** The reply as finished JSON text of a whole packet, without `listener`: for big lists that are cached. */
export interface Encoded {
  readonly encoded: string;
}

/** Replies with this event's copy, which the connection that asked gets but once. */
export function announced<Name extends string>(emission: Emission<Name>): Announced<Name> {
  return { announced: { ...emission, exceptRequester: true } };
}

/** Replies with this event's packet, and sends the event to nobody. */
export function answered<Name extends string>(emission: Emission<Name>): Answered<Name> {
  return { answered: emission };
}

export function encoded(text: string): Encoded {
  return { encoded: text };
}

/** Where a connection stands in the stream of events. */
export interface Session {
  readonly id: string;
  readonly epoch: string;
  readonly seq: number;
}

/** Connections are closed behind the reply. */
export type Effect = ConnectionEffect | Expulsion | MemoryEffect;

/** What happens to the connection that asked. */
export type ConnectionEffect =
  /** The connection is this user's from now on; `ready` gives the fields of that packet. */
  | { readonly kind: "login"; readonly user: string; ready(session: Session): Fields<typeof readyEvent> }
  /** What was missed is sent again; then comes the reply with these fields. */
  | {
      readonly kind: "resume";
      readonly epoch: string;
      readonly seq: number;
      reply(result: { readonly recovered: boolean; readonly seq: number; readonly events: number }): object;
    }
  /** The connection asked for history: of this room, `empty` if there was none; null if it was given none. */
  | { readonly kind: "opened"; readonly room: number | null; readonly empty: boolean }
  /** The connection shows the list of this forum's threads. */
  | { readonly kind: "lists_threads"; readonly channel: number }
  /** The connection calls reactions by their newer names. */
  | { readonly kind: "newer_reactions" }
  /** The connection has the extended profile from now on. */
  | { readonly kind: "extended" };

/** What happens to what the server remembers besides the state: budgets, waits, caches. */
export type MemoryEffect =
  /** The message that slow mode counted last was not posted. */
  | { readonly kind: "slow_mode_undone"; readonly user: string; readonly room: number }
  /** The user may write again, whatever they wrote before. */
  | { readonly kind: "message_limit_reset"; readonly user: string }
  /** Nobody logs in as one of these, ids or names, for so many seconds. */
  | { readonly kind: "kept_out"; readonly names: readonly string[]; readonly seconds: number }
  /** A picture has been stored, and will soon be asked for by those who see it. */
  | { readonly kind: "picture_stored"; readonly id: string; readonly picture: Picture };

/** Carries out such effects, by kind. */
export type MemoryEffects = {
  readonly [Kind in MemoryEffect["kind"]]: (effect: Extract<MemoryEffect, { kind: Kind }>) => void;
};

/**
 * A change to store, and what follows once it is stored. What follows is computed and touches nothing: it may be
 * computed again, or on another node.
 */
export interface Commit<Next> {
  readonly write: Write<unknown>;
  /** Not `then`: a promise would take it for another promise. */
  readonly after: (result: never) => Next;
  /** What happens when the database refuses; without it the request fails. */
  readonly otherwise?: ((failure: StoreFailure) => Next) | undefined;
}

/**
 * @param otherwise for requests that succeed without the write
 * @example return commit(removeUser({ id, now }), () => ({ reply: {} }));
 */
export function commit<Result, const Next>(
  write: Write<Result>,
  after: (result: Result) => Next,
): Commit<Next>;
export function commit<Result, const Next, const Otherwise>(
  write: Write<Result>,
  after: (result: Result) => Next,
  otherwise: (failure: StoreFailure) => Otherwise,
): Commit<Next | Otherwise>;
export function commit<Result, Next>(
  write: Write<Result>,
  after: (result: Result) => Next,
  otherwise?: (failure: StoreFailure) => Next,
): Commit<Next> {
  return { write, after, otherwise };
}

/** Goes on alone among exclusive commands: for what must first wait for the outside world, such as a login. */
export interface Exclusively<Next> {
  exclusively(): Next | Promise<Next>;
}

/**
 * An outcome and nothing else: it has only optional fields, so that the compiler would take what is stored or done
 * later for one too, and would not look at what follows.
 */
type Done = Outcome & { readonly write?: never; readonly exclusively?: never; readonly then?: never };

/** Done at once; or a change to store and what follows; or one of them later. */
export type Next = Done | Failure | Commit<Next> | Exclusively<Next>;
export type Result = Next | Promise<Next>;
