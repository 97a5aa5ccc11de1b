import type { HeldStatuses } from "../actions/members/held-statuses.ts";
import type { ByMember, Reading, World } from "../actions/world.ts";
import type { User } from "../chat/model.ts";
import type { Place, ThreadPlace } from "../chat/place.ts";
import type { RateLimitStatus } from "../chat/rate-limit.ts";
import type { SlowMode } from "../chat/slow-mode.ts";
import type { TypingNotices } from "../chat/typing.ts";
import type { Identity } from "../identity/identity.ts";
import type { ConcurrencyLimiter } from "../limiting/concurrency-limiter.ts";

/** What the server knows of the connection that asks. */
export interface Caller {
  /** Id of the connection. */
  readonly id: string;
  /** The client's address, through trusted proxies. */
  readonly address: string;
  readonly validatorKey: string;
}

/** For commands that need no login. */
export interface OpenContext extends World, Reading {
  readonly caller: Caller;
  /** Milliseconds of a clock that nobody sets: for pauses and budgets. */
  readonly elapsed: number;
  /** Milliseconds by which nonces are remembered. */
  readonly nonceTime: number;
  /** Milliseconds for which this member is still timed out. */
  timeoutLeft(user: User): number;
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

export interface Context extends OpenContext, ByMember {}

/** For commands about a channel or thread: it exists, and the user may do there what the definition says. */
export interface ChannelContext extends Context, Place {}
/** For commands about a thread. */
export interface ThreadContext extends Context, ThreadPlace {}
