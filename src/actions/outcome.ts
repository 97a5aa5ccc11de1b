/**
 * The outcome of an action, as a value: changes, events, the reply and effects. `perform` carries it out, in the same
 * order for every actor.
 */
import type { Emission, Fields } from "../chat/emission.ts";
import type { Expulsion } from "../chat/expulsion.ts";
import type { Picture } from "../chat/pictures.ts";
import type { SlashCall } from "../chat/slash-calls.ts";
import type { SlashQuery } from "../chat/slash-queries.ts";
import type { Change } from "../chat/state.ts";
import type { Write } from "../db/procedure.ts";
import type { StoreFailure } from "../db/store.ts";
import type { Failure } from "../protocol/errors.ts";
import type { ready as readyEvent } from "../protocol/events.ts";

/**
 * All fields are optional. Nothing happens that isn't named here.
 *
 * @typeParam Reply fields of the reply
 * @typeParam Name names of the events
 */
export interface Outcome<Reply extends object = object, Name extends string = string> {
  /** Applied to memory before anything is sent. */
  readonly changes?: readonly Change[];
  /** Sent to their audiences before the reply. */
  readonly events?: readonly Emission<Name>[];
  /** The answer to the connection that asked. A failure: the change is made, but that user may no longer be told of it. */
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

/** The reply as the JSON text of a whole packet without `listener`, for big lists that are cached. */
export interface Encoded {
  readonly encoded: string;
}

/** Replies with a copy of this event. The connection that asked doesn't get the event a second time. */
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

/** A connection's place in the stream of events. */
export interface Session {
  readonly id: string;
  readonly epoch: string;
  readonly seq: number;
}

/** Closes connections after the reply. */
export type Effect = ConnectionEffect | Expulsion | MemoryEffect;

/** Effects on the connection that asked. */
export type ConnectionEffect =
  /** The connection becomes this user's. `ready` returns the fields of that packet. */
  | {
      readonly kind: "login";
      readonly user: string;
      /** Id of the remembered session of this login, or null. */
      readonly loginSession: string | null;
      ready(session: Session): Fields<typeof readyEvent>;
    }
  /** The missed events are sent, then the reply with these fields. */
  | {
      readonly kind: "resume";
      readonly epoch: string;
      readonly seq: number;
      reply(result: { readonly recovered: boolean; readonly seq: number; readonly events: number }): object;
    }
  /** The connection asked for the history of this room, which may be `empty`; null when it was refused. */
  | { readonly kind: "opened"; readonly room: number | null; readonly empty: boolean }
  /** The connection shows the list of this forum's threads. */
  | { readonly kind: "lists_threads"; readonly channel: number }
  /** The connection calls reactions by their newer names. */
  | { readonly kind: "newer_reactions" }
  /** The connection has the extended profile from now on. */
  | { readonly kind: "extended" };

/** Effects on what the server keeps in memory besides the state: budgets, waits and caches. */
export type MemoryEffect =
  /** The message that slow mode counted last was not posted. */
  | { readonly kind: "slow_mode_undone"; readonly user: string; readonly room: number }
  /** The user's message limit starts anew. */
  | { readonly kind: "message_limit_reset"; readonly user: string }
  /** Logins with these ids or names are refused for this number of seconds. */
  | { readonly kind: "kept_out"; readonly names: readonly string[]; readonly seconds: number }
  /** A slash command of a bot was called, which may answer from now on. */
  | { readonly kind: "slash_called"; readonly call: SlashCall }
  /** A key for uploads was made. `hash`: of the key. */
  | { readonly kind: "upload_key_made"; readonly hash: string; readonly user: string }
  /** The user's keys for uploads are of no more use. */
  | { readonly kind: "upload_keys_ended"; readonly user: string }
  /** The bot will answer this call before `until`, in monotonic milliseconds. */
  | { readonly kind: "slash_deferred"; readonly call: SlashCall; readonly until: number }
  /** The bot has answered the call. */
  | { readonly kind: "slash_answered"; readonly call: SlashCall }
  /** A member waits for choices of a bot. */
  | { readonly kind: "slash_asked"; readonly query: SlashQuery }
  /** The bot has offered them. */
  | { readonly kind: "slash_completed"; readonly query: SlashQuery }
  /** A picture was stored. Clients will soon ask for it. */
  | { readonly kind: "picture_stored"; readonly id: string; readonly picture: Picture };

/** Functions that carry out these effects, by kind. */
export type MemoryEffects = {
  readonly [Kind in MemoryEffect["kind"]]: (effect: Extract<MemoryEffect, { kind: Kind }>) => void;
};

/**
 * A change to store, and the function that computes what follows once it is stored. The function must be pure: it may
 * run again, or on another node.
 */
export interface Commit<Next> {
  readonly write: Write<unknown>;
  /** Not named `then`: an object with that method counts as a promise. */
  readonly after: (result: never) => Next;
  /** What follows when the database refuses. Without it the request fails. */
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

/** Continues alone among exclusive tasks. For actions that first wait for the outside world, such as a login. */
export interface Exclusively<Next> {
  exclusively(): Next | Promise<Next>;
}

/**
 * An outcome that is no `Commit` and no `Exclusive`. All fields of an outcome are optional, so the compiler would take
 * those for one too, and would not check what follows.
 */
type Done = Outcome & { readonly write?: never; readonly exclusively?: never; readonly then?: never };

/** An outcome, a change to store with what follows, or a promise of one of them. */
export type Next = Done | Failure | Commit<Next> | Exclusively<Next>;
export type Result = Next | Promise<Next>;
