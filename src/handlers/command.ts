/**
 * How a command is written: its definition and its handler in one value. Each file in a folder beside this one that
 * is named like a command is an example; CONTRIBUTING.md has one in ten lines.
 */

import type { Static, TObject } from "@sinclair/typebox";
import type { Commit, Outcome } from "../actions/outcome.ts";
import type { User } from "../chat/model.ts";
import type { RateLimitStatus } from "../chat/rate-limit.ts";
import type { SlowMode } from "../chat/slow-mode.ts";
import type { State } from "../chat/state.ts";
import type { TypingNotices } from "../chat/typing.ts";
import type { Config } from "../config/schema.ts";
import { threadRoomOf } from "../db/messages.ts";
import type { Read } from "../db/procedure.ts";
import type { Identity } from "../identity/identity.ts";
import type { ConcurrencyLimiter } from "../limiting/concurrency-limiter.ts";
import type { CommandDefinition } from "../protocol/command.ts";
import { type Failure, fail } from "../protocol/errors.ts";
import type { ChannelAction } from "../protocol/permissions.ts";
import type { Place, ThreadPlace } from "./access.ts";
import type { HeldStatuses } from "./held-statuses.ts";
import { lockedThread } from "./speaking.ts";

/** What the server knows of the connection that asks. */
export interface Caller {
  /** Id of the connection. */
  readonly id: string;
  /** The client's address, through trusted proxies (01 §6). */
  readonly address: string;
  readonly validatorKey: string;
}

/** For commands that need no login. */
export interface OpenContext {
  readonly caller: Caller;
  readonly state: State;
  readonly config: Config;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds of a clock that nobody sets: for pauses and budgets. */
  readonly elapsed: number;
  /** Milliseconds by which nonces are remembered. */
  readonly nonceTime: number;
  /** Milliseconds for which this member is still timed out. */
  timeoutLeft(user: User): number;
  /** UUIDv7. */
  newId(): string;
  read<Result>(read: Read<Result>): Promise<Result>;
  readonly identity: Omit<Identity, "keepOut" | "stop">;
  /** Whether less than the reserve of disk space is free. */
  readonly disk: { readonly isLow: boolean };
  /** The one-time code for the first owner. */
  readonly claim: { matches(code: string): boolean };
  /** Answers a list of members from a cache of JSON text; see `MemberTexts`. */
  readonly members: MemberTexts;
  readonly heldStatuses: Pick<HeldStatuses, "mayTell">;
  readonly slowMode: Pick<SlowMode, "attempt">;
  readonly typing: Pick<TypingNotices, "isNews">;
  readonly messageLimits: MessageLimits;
  /** For the steps of searches. */
  readonly searchLimiter: ConcurrencyLimiter;
  /** Public address of a stored picture. */
  pictureUrl(id: string): string;
}

/** The limiter of messages, as commands may ask it. */
export interface MessageLimits {
  status(userId: string): RateLimitStatus;
}

/** Big lists that many ask for: encoded once per change. */
export interface MemberTexts {
  /** A `users_list` or `users_online` packet as `viewer` sees it. */
  packet(cmd: "users_list" | "users_online", viewer: User): string;
  /** A `roles_list` packet. */
  roles(): string;
}

export interface Context extends OpenContext {
  readonly user: User;
}

/** For commands about a channel or thread: it exists, and the user may do there what the definition says. */
export interface ChannelContext extends Context, Place {}
/** For commands about a thread. */
export interface ThreadContext extends Context, ThreadPlace {}

/** Goes on alone among exclusive commands: for what must first wait for the outside world, such as a login. */
export interface Exclusively {
  exclusively(): Next;
}

/**
 * An outcome and nothing else: it has only optional fields, so that the compiler would take what is stored or done
 * later for one too, and would not look at what follows.
 */
type Done = Outcome & { readonly write?: never; readonly exclusively?: never; readonly then?: never };

/** Done at once; or a change to store and what follows; or one of them later. */
export type Next = Done | Failure | Commit<Next> | Exclusively;
export type Result = Next | Promise<Next>;

export interface Handled {
  // biome-ignore lint/suspicious/noExplicitAny: each handler has its own types; they are checked where it is defined
  readonly handler: (context: any, request: any) => Result;
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  readonly precheck?: (request: any, config: Config) => Failure | null;
}

/** A command as the registry holds it. */
export type AnyCommand = CommandDefinition & Handled;

type Written<Definition, Request extends TObject, Reply extends TObject, Given> = Definition & {
  readonly request: Request;
  readonly reply: Reply;
  /** What the request alone shows to be wrong: refused before it costs anything (03 §1.4). */
  precheck?(request: Static<Request>, config: Config): Failure | null;
  handler(context: Given, request: Static<Request>): Result;
};

/**
 * Makes the four ways to define a command, by what its handler is given. The handler gets the checked request, and
 * returns what is to happen; it sends nothing itself.
 */
function definer<Given, Demands>(
  finish: (definition: AnyCommand) => AnyCommand = (definition) => definition,
) {
  return <
    const Definition extends Omit<CommandDefinition, "request" | "reply"> & Demands,
    Request extends TObject,
    Reply extends TObject,
  >(
    definition: Written<Definition, Request, Reply, Given>,
  ): Written<Definition, Request, Reply, Given> & Handled => finish(definition) as typeof definition;
}

interface MembersOnly {
  readonly login: "required";
  readonly timedOut: "refused" | "allowed";
}

/** For commands that need no login. */
export const openCommand = definer<OpenContext, { readonly login: "before" | "any" }>();
/** For logged-in users. */
export const command = definer<Context, MembersOnly>();
/** For logged-in users, about a channel or thread that allows them the definition's `channel` actions. */
export const channelCommand = definer<
  ChannelContext,
  MembersOnly & { readonly channel: readonly ChannelAction[] }
>((definition) =>
  definition.locates === undefined
    ? definition
    : { ...definition, handler: locating(definition, definition.locates) },
);
/** For logged-in users, about a thread that they may view. */
export const threadCommand = definer<
  ThreadContext,
  MembersOnly & { readonly channel: readonly ChannelAction[]; readonly thread: true }
>();

/** Finds the thread of a message in a forum, then goes on as if the request had named it. */
function locating(definition: AnyCommand, field: string) {
  return (context: ChannelContext, request: Readonly<Record<string, unknown>>): Result => {
    const { state, channel, thread: named } = context;
    const id = request[field];
    if (named || channel.type !== "forum" || typeof id !== "string" || id === "") {
      return definition.handler(context, request);
    }
    return context.read(threadRoomOf({ parent: channel.id, id })).then((room) => {
      const thread = room === null ? undefined : state.threadOfRoom(room);
      // Both as they are now. Who is gone is told so by the gateway, which asks everything again.
      const user = state.users.get(context.user.id);
      const forum = state.channelById(channel.id);
      if (!thread || !user || !forum) return fail("message_not_found");
      const locked = definition.speaks ? lockedThread(thread, user, state) : null;
      const found = { ...context, user, channel: forum, thread, room: thread.room };
      return locked ?? definition.handler(found, request);
    });
  };
}
