/** The rules of commands for the gateway: permissions, costs, and the contexts of handlers. */

import { presenceEvents } from "../actions/members/presence.ts";
import { mayAsMember } from "../actions/messages/content.ts";
import type { MemoryEffects, Outcome } from "../actions/outcome.ts";
import type { PostingForMembers } from "../actions/scheduled/post-due.ts";
import { slashesGone } from "../actions/slash/register.ts";
import { callGone } from "../actions/voice/leave-call.ts";
import { accessChannelFor, accessThreadFor } from "../chat/access.ts";
import type { Emission } from "../chat/emission.ts";
import type { User } from "../chat/model.ts";
import { hasPermission, mayView } from "../chat/permissions.ts";
import type { Place } from "../chat/place.ts";
import { disappearance } from "../chat/presence.ts";
import { createBudgets, createRateLimiter } from "../chat/rate-limit.ts";
import { createSlashCalls } from "../chat/slash-calls.ts";
import { createSlashQueries } from "../chat/slash-queries.ts";
import { createSlowMode } from "../chat/slow-mode.ts";
import { lockedThread, timedOut } from "../chat/speaking.ts";
import type { State } from "../chat/state.ts";
import type { Timeouts } from "../chat/timeouts.ts";
import { createTypingNotices, endedTyping } from "../chat/typing.ts";
import { createUploadKeys } from "../chat/upload-keys.ts";
import type { Config } from "../config/schema.ts";
import { createConcurrencyLimiter } from "../limiting/concurrency-limiter.ts";
import type { BudgetNumbers } from "../protocol/budgets.ts";
import type { CommandDefinition } from "../protocol/command.ts";
import { type Failure, fail, isFailure } from "../protocol/errors.ts";
import type { Permission } from "../protocol/permissions.ts";
import type { Handled } from "./command.ts";
import type {
  AnswerableCalls,
  Caller,
  ChannelContext,
  Context,
  MessageLimits,
  OpenContext,
} from "./context.ts";
import { tooManyRequests } from "./too-many-requests.ts";

export type Services = Omit<
  OpenContext,
  | "caller"
  | "config"
  | "now"
  | "elapsed"
  | "nonceTime"
  | "timeoutLeft"
  | "messageLimits"
  | "slashCalls"
  | "slowMode"
  | "typing"
  | "searchLimiter"
>;

/** Searches run one step at a time, in turn, so that a page of history waits for one step at most. */
const searchSteps = { atOnce: 1, waiting: 10_000 };

/** A connection of a user that has ended. */
interface EndedConnection extends Pick<Caller, "id" | "address"> {
  readonly user: string;
}

export interface CommandRules {
  context(
    caller: Caller & { readonly user: string | null },
    definition: CommandDefinition,
    request: Readonly<Record<string, unknown>>,
  ): OpenContext | Context | ChannelContext | Failure;
  permitted(userId: string, permission: Permission): boolean;
  timedOut(userId: string, definition: CommandDefinition): Failure | null;
  withoutRoom(definition: CommandDefinition): Failure | null;
  precheck(
    definition: CommandDefinition & Pick<Handled, "precheck">,
    request: Readonly<Record<string, unknown>>,
  ): Failure | null;
  charge(userId: string, definition: CommandDefinition): Failure | null;
  /** Those of the channels whose history the user may not read. */
  withoutHistory(userId: string, channels: Iterable<number>): ReadonlySet<number>;
  /** The changes and events when a user's connection has ended. */
  ended(connection: EndedConnection): Pick<Outcome, "changes" | "events">;
  readonly effects: Pick<
    MemoryEffects,
    | "slow_mode_undone"
    | "message_limit_reset"
    | "slash_called"
    | "slash_deferred"
    | "slash_answered"
    | "slash_asked"
    | "slash_completed"
    | "upload_key_made"
    | "upload_keys_ended"
  >;
  /** Id of the user that the upload key with this hash was made for, or null. */
  userOfUploadKey(hash: string): string | null;
  /** Milliseconds that are left of this member's timeout. */
  timeoutLeft(user: User): number;
  /** Called with all events that were sent. */
  told(events: readonly Emission[]): void;
  /** The context of a job that posts for members, as it is now. */
  forMembers(): PostingForMembers;
  /** Drops entries that no longer matter. */
  prune(): void;
}

export function createCommandRules(
  services: Services,
  config: () => Config,
  clock: { now(): number; elapsed(): number; nonceTime(): number },
  timeouts: Pick<Timeouts, "left">,
  numbers: BudgetNumbers,
): CommandRules {
  const { state } = services;
  const limiter = createRateLimiter();
  const spent = createBudgets();
  const settings = () => {
    const { rate_limiting } = config();
    return {
      enabled: rate_limiting.enabled,
      messagesPerMinute: rate_limiting.messages_per_minute,
      burstLimit: rate_limiting.burst_limit,
      cooldownSeconds: rate_limiting.cooldown_seconds,
    };
  };
  const chargeMessage = (userId: string) => {
    const result = limiter.attempt(userId, clock.elapsed(), settings());
    return result.allowed ? null : tooManyRequests(result.retryAfter);
  };
  const messageLimits: MessageLimits = {
    status: (userId) => limiter.status(userId, clock.elapsed(), settings()),
    charge: chargeMessage,
  };
  const slashCalls = createSlashCalls();
  const slashQueries = createSlashQueries();
  const slowMode = createSlowMode();
  const uploadKeys = createUploadKeys();
  const typing = createTypingNotices();
  const searchLimiter = createConcurrencyLimiter(searchSteps);

  const timeoutLeft = (user: User) => timeouts.left(user, clock.now(), clock.elapsed());

  const answerableCalls: AnswerableCalls = {
    find: (provider, to) => slashCalls.find(provider, to, clock.elapsed()),
    named: (provider, id) => slashCalls.named(provider, id, clock.elapsed()),
    query: (provider, id) => slashQueries.find(provider, id, clock.elapsed()),
  };

  function openContext(caller: Caller): OpenContext {
    return {
      ...services,
      slowMode,
      typing,
      searchLimiter,
      caller,
      config: config(),
      now: clock.now(),
      elapsed: clock.elapsed(),
      nonceTime: clock.nonceTime(),
      timeoutLeft,
      messageLimits,
      slashCalls: answerableCalls,
    };
  }

  return {
    context(caller, definition, request) {
      if (caller.user === null || definition.login !== "required") return openContext(caller);
      const user = state.users.get(caller.user);
      if (!user) return fail("user_not_found");
      if (!definition.channel) return withUser(openContext(caller), user);
      const id = threadNamed(request, user, state);
      if (id !== null) {
        const place = accessThreadFor(definition.channel, id, user, state);
        if (isFailure(place)) return place;
        const locked = definition.speaks ? lockedThread(place.thread, user, state) : null;
        return locked ?? inPlace(withUser(openContext(caller), user), place);
      }
      if (request["channel"] === undefined || definition.thread) {
        const field = definition.thread ? "thread_id" : "channel";
        const problem = definition.thread ? "thread_id is required" : "channel or thread_id is required";
        return fail("invalid_field", { field, problem });
      }
      const channel = accessChannelFor(
        definition.channel,
        { channel: String(request["channel"]) },
        user,
        state,
      );
      if (isFailure(channel)) return channel;
      return inPlace(withUser(openContext(caller), user), { channel, thread: null, room: channel.id });
    },
    permitted(userId, permission) {
      const user = state.users.get(userId);
      return user !== undefined && hasPermission(user, state.roles.byId, permission);
    },
    timedOut(userId, definition) {
      const speaker = definition.timedOut === "refused" ? state.users.get(userId) : undefined;
      return speaker ? timedOut(timeoutLeft(speaker)) : null;
    },
    withoutRoom: ({ adds }) => (adds && services.disk.isLow ? fail("storage_full") : null),
    precheck: (definition, request) => definition.precheck?.(request, config()) ?? null,
    charge(userId, { cost }) {
      if (cost === "none") return null;
      if (cost === "message") return chargeMessage(userId);
      const wait = spent.spend(`${userId} ${cost}`, 1, clock.elapsed(), numbers[cost]);
      return wait === 0 ? null : tooManyRequests(wait);
    },
    withoutHistory(userId, channels) {
      const user = state.users.get(userId);
      if (!user) return new Set(channels);
      return new Set(
        [...channels].filter((id) => {
          const channel = state.channelById(id);
          return !channel || !mayAsMember({ config: config(), user, state, channel }, "read_message_history");
        }),
      );
    },
    ended({ id, user: userId }) {
      const user = state.users.get(userId);
      const before = state.connections(userId);
      const after = before - 1;
      const call = callGone({ user: userId, connection: id }, state);
      const slashes = slashesGone(id, state);
      const presence = user && after === 0 ? disappearance(state.shownStatus(user)) : [];
      return {
        changes: [...call.changes, ...slashes.changes, { type: "presence", id: userId, delta: -1 }],
        events: [...call.events, ...slashes.events, ...(user ? presenceEvents(presence, user, state) : [])],
      };
    },
    effects: {
      slow_mode_undone: ({ user, room }) => slowMode.undo(user, room),
      message_limit_reset: ({ user }) => limiter.reset(user),
      upload_key_made: ({ hash, user }) => uploadKeys.made(hash, user, clock.elapsed()),
      upload_keys_ended: ({ user }) => uploadKeys.ended(user),
      slash_called: ({ call }) => slashCalls.made(call, clock.elapsed()),
      slash_deferred: ({ call, until }) => slashCalls.deferred(call, until),
      slash_answered: ({ call }) => slashCalls.answered(call),
      slash_asked: ({ query }) => slashQueries.asked(query, clock.elapsed()),
      slash_completed: ({ query }) => slashQueries.answered(query),
    },
    userOfUploadKey: (hash) => uploadKeys.userOf(hash, clock.elapsed()),
    timeoutLeft,
    told(events) {
      for (const event of events) {
        const ended = endedTyping(event, state);
        if (ended) typing.posted(ended.user, ended.room);
      }
    },
    forMembers: () => ({
      state,
      newId: services.newId,
      config: config(),
      now: clock.now(),
      elapsed: clock.elapsed(),
      nonceTime: clock.nonceTime(),
      slowMode,
      timeoutLeft,
    }),
    prune() {
      const now = clock.elapsed();
      limiter.prune(now);
      spent.prune(now);
      slowMode.prune(now);
      slashCalls.prune(now);
      uploadKeys.prune(now);
      slashQueries.prune(now);
      typing.prune(now);
    },
  };
}

/** These two add to a context that is still only theirs: it has dozens of fields, and a copy of it costs a request most. */
function withUser(context: OpenContext, user: User): Context {
  return Object.assign(context, { user });
}

function inPlace(context: Context, place: Place): ChannelContext {
  return Object.assign(context, place);
}

/**
 * Id of the thread that a request names, or null. A newer client sends `thread` with the thread that it last opened, even
 * for other channels. It counts only in its own forum, and only if the user may view that.
 */
function threadNamed(request: Readonly<Record<string, unknown>>, user: User, state: State): string | null {
  if (request["thread_id"]) return String(request["thread_id"]);
  if (typeof request["thread"] !== "string") return null;
  const thread = state.threadById(request["thread"]);
  const parent = thread && state.channelById(thread.parent);
  return parent && parent.name === request["channel"] && mayView(user, parent, state) ? thread.id : null;
}
