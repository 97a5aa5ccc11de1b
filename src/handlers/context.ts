import type { HeldStatuses } from "../actions/members/held-statuses.ts";
import type { ServerSettings } from "../actions/server/settings.ts";
import type { Figures } from "../actions/server/stats.ts";
import type { ByMember, Reading, World } from "../actions/world.ts";
import type { User } from "../chat/model.ts";
import type { Place, ThreadPlace } from "../chat/place.ts";
import type { RateLimitStatus } from "../chat/rate-limit.ts";
import type { AnswerableCall, SlashAnswerTo } from "../chat/slash-calls.ts";
import type { SlashQuery } from "../chat/slash-queries.ts";
import type { SlowMode } from "../chat/slow-mode.ts";
import type { TypingNotices } from "../chat/typing.ts";
import type { Identity } from "../identity/identity.ts";
import type { ConcurrencyLimiter } from "../limiting/concurrency-limiter.ts";
import type { Failure } from "../protocol/errors.ts";
import type { Sealing } from "../sealing/sealing.ts";

/** The connection that asks. */
export interface Caller {
  /** Id of the connection. */
  readonly id: string;
  /** The client's address, as trusted proxies give it. */
  readonly address: string;
  readonly validatorKey: string;
  /** Id of the remembered session that it logged in with, or null. */
  readonly loginSession: string | null;
}

/** For commands that need no login. */
export interface OpenContext extends World, Reading {
  readonly caller: Caller;
  /** Milliseconds of the monotonic clock, for pauses and budgets. */
  readonly elapsed: number;
  /** Milliseconds by which nonces are remembered. */
  readonly nonceTime: number;
  /** Milliseconds that are left of this member's timeout. */
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
  readonly slashCalls: AnswerableCalls;
  /** For the steps of searches. */
  readonly searchLimiter: ConcurrencyLimiter;
  readonly sealing: Sealing;
  /** This server's public key, with which browsers subscribe. */
  readonly pushKey: string;
  readonly settings: ServerSettings;
  readonly figures: Figures;
  /** Public address of the server: `https://chat.example`, without a slash at its end. */
  publicUrl(): string;
  /** Public address of a stored picture. */
  pictureUrl(id: string): string;
}

/** The message limit, as commands may ask it. */
export interface MessageLimits {
  status(userId: string): RateLimitStatus;
  /** Charges a message, for commands that sometimes post one like `message_new`. Returns why it is refused, or null. */
  charge(userId: string): Failure<"too_many_requests"> | null;
}

/** The calls of slash commands, as a bot's answer looks for its own. */
export interface AnswerableCalls {
  find(provider: string, answer: SlashAnswerTo): AnswerableCall | undefined;
  /** The call with this id. */
  named(provider: string, id: string): AnswerableCall | undefined;
  /** The member who waits for choices with this id. */
  query(provider: string, id: string): SlashQuery | undefined;
}

/** Big lists that many clients ask for. They are encoded once per change. */
export interface MemberTexts {
  /** A `users_list` or `users_online` packet as `viewer` sees it. */
  packet(cmd: "users_list" | "users_online", viewer: User): string;
  /** A `roles_list` packet. */
  roles(): string;
}

export interface Context extends OpenContext, ByMember {}

/** For commands about a channel or thread. It exists, and the user has the actions of the definition there. */
export interface ChannelContext extends Context, Place {}
/** For commands about a thread. */
export interface ThreadContext extends Context, ThreadPlace {}
