/**
 * The way of a request: budgets of packets and bytes → size → outline → JSON → its turn → login → definition by `cmd` →
 * schema → permission → timeout, precheck, cost (`admit`) → channel (`context`) → handler → store → events to those who
 * may see them → reply. It knows no command by name; what it needs to know of one stands in the definition.
 */

import type { TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { type ValueError, ValueErrorType } from "@sinclair/typebox/errors";
import type { Commit, Effect, Expulsion, MemoryEffects, Outcome } from "../actions/outcome.ts";
import type { Appended, EventLog } from "../bus/event-log.ts";
import { textFor } from "../bus/frame.ts";
import { type Store, StoreError } from "../db/store.ts";
import type { Log } from "../log/log.ts";
import { rarely } from "../log/rarely.ts";
import { type CommandDefinition, permissionsOf } from "../protocol/command.ts";
import { errorTable, type Failure, fail, isFailure } from "../protocol/errors.ts";
import { authSuccess, disconnect, error, ready } from "../protocol/events.ts";
import { usualFrameBytes } from "../protocol/limits.ts";
import type { Permission } from "../protocol/permissions.ts";
import { formOf } from "../protocol/profiles.ts";
import { expected } from "../text/expected.ts";
import { type ByteLimits, createByteBudgets } from "./byte-budget.ts";
import type { Clock } from "./clock.ts";
import type { Connection, Queued, Slot } from "./connection.ts";
import type { Delivery } from "./delivery.ts";
import { createExclusive, type ExclusiveTask } from "./exclusive.ts";
import type { Observer } from "./observer.ts";
import type { Outbox } from "./outbox.ts";
import { type Outline, outlineOf } from "./outline.ts";
import { type Packet, parsePacket, shownCommand } from "./packet.ts";
import { type PacketLimits, withinPacketBudget } from "./packet-budget.ts";
import {
  invalidMessage,
  listenerOf,
  refusalTexts,
  refusalTextsBeforeLogin,
  tooComplex,
  withListener,
} from "./refusal.ts";
import { createReplays } from "./replay.ts";
import { finishSlot, mayStart, takeSlot } from "./replies.ts";

type Next = Outcome | Failure | Commit<Next> | { exclusively(): Next };

/** A command as the gateway sees it. */
export interface Runnable extends CommandDefinition {
  readonly handler: (context: never, request: never) => Next | Promise<Next>;
}

export interface DispatchLimits extends PacketLimits, ByteLimits {
  readonly frameSize: number;
  readonly frameSizeBeforeLogin: number;
  readonly malformedFrames: number;
  readonly connectionsPerUser: number;
}

/** What the server decides for the gateway. */
export interface Rules<Context> {
  readonly commands: ReadonlyMap<string, Runnable>;
  limits(): DispatchLimits;
  /** The handler's context, or why the command may not run: login, permission, channel. */
  context(connection: Connection, definition: CommandDefinition, request: Packet): Context | Failure;
  permitted(userId: string, permission: Permission): boolean;
  /**
   * Why the command may not run now, in this order: the user is timed out, the request alone shows that it is wrong
   * (`precheck`), or it comes too soon. Charges its cost if none of it is so.
   */
  admit(userId: string, definition: CommandDefinition, request: Packet): Failure | null;
  /** Why somebody who may say nothing may not do this, or null. */
  silenced(userId: string, definition: CommandDefinition): Failure | null;
  /** What follows when one of a user's connections ended. */
  left(userId: string): Outcome;
  /** Carries out what an outcome does to memory besides the state. */
  readonly effects: MemoryEffects;
}

export interface Parts<Context> {
  readonly rules: Rules<Context>;
  readonly eventLog: EventLog;
  readonly store: Store;
  readonly delivery: Delivery;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
}

export interface Dispatch {
  /** A text frame arrived; `size` is its length in bytes. */
  receive(connection: Connection, text: string, size: number): void;
  /** A binary frame arrived: ignored, like garbage before login. */
  receiveBinary(connection: Connection, size: number): void;
  /**
   * A protocol ping arrived, and has been answered, or a pong that nobody asked for. Both cost like a packet: answers
   * that a client doesn't read would pile up, and millions of either would take the event loop.
   */
  receiveControl(connection: Connection): void;
  /** Goes on with a replay and starts requests that wait, now that the client has read what came before. */
  advance(connection: Connection): void;
  /** Carries out an outcome that no request asked for: a watcher's edit, a closed connection. */
  publish(outcome: Outcome): void;
  /** Forgets budgets that are full again. */
  prune(now: number): void;
  /** What waits of a closed connection is not begun any more. */
  forget(connection: Connection): void;
  /** The connection ended, or is about to: it hears nothing more. */
  disconnected(connection: Connection): void;
  /** Runs a task alone among exclusive commands; `done` ends its turn. */
  exclusively(task: ExclusiveTask): void;
  /** Resolves when no request is under way. */
  idle(): Promise<void>;
  readonly metrics: { requests: number; errors: number };
}

/** Requests that wait for their turn may hold this much of one client's text; a pipelining client has its burst. */
const waitingBytesLimit = 8 * 1024 * 1024;
/** And this much of all clients' text together. */
const allWaitingBytesLimit = 256 * 1024 * 1024;
/** Who holds no more than this is not to suffer from others who fill that. */
const alwaysWaitingBytes = 64 * 1024;
/** Who is turned away at the login has so many milliseconds to read why, before the connection ends (01 §7.7). */
const farewellMilliseconds = 3000;

export function createDispatch<Context>(parts: Parts<Context>): Dispatch {
  const { rules, eventLog, store, delivery, outbox, clock, log, observer } = parts;
  const checks = new Map<string, TypeCheck<TSchema>>();
  for (const definition of rules.commands.values()) {
    checks.set(definition.name, TypeCompiler.Compile(definition.request));
  }
  const metrics = { requests: 0, errors: 0 };
  /** For what may fail with every request while the disk is full or broken. */
  const storeLog = rarely(log);
  const exclusively = createExclusive();
  const replays = createReplays(eventLog, delivery, outbox);
  const byteBudgets = createByteBudgets();
  let underWay = 0;
  let allWaitingBytes = 0;
  let whenIdle: (() => void)[] = [];

  function receive(connection: Connection, text: string, size: number): void {
    if (connection.closed || connection.closing) return;
    const limits = rules.limits();
    const now = clock.elapsed();
    if (!withinPacketBudget(connection, limits, now) || !byteBudgets.spend(connection, size, limits, now)) {
      return outbox.close(connection, "policy");
    }
    if (size > (connection.user === null ? limits.frameSizeBeforeLogin : limits.frameSize)) {
      return outbox.close(connection, "tooBig");
    }
    const outline = outlineOf(text);
    const large = outline && size > usualFrameBytes ? refuseLarge(connection, outline) : null;
    const packet = outline && !large ? parsePacket(text) : null;
    if (!packet && !large && !countMalformed(connection)) return;
    // Before login silence: the official client opens its login dialog on every auth_error.
    if (!packet && connection.user === null) return;
    if (!packet && !large) observer.refused(outline ? "invalid_message" : "message_too_complex");

    const definition = packet ? definitionOf(packet) : undefined;
    const refusal = packet ? null : (large ?? [outline ? invalidMessage : tooComplex]);
    if (connection.waiting === null && mayBegin(connection, definition)) {
      begin(connection, definition, packet, refusal);
    } else {
      const kept = packet ? { text, size } : { text: "", size: 0 };
      wait(connection, { ...kept, command: definition?.name ?? null, refusal });
    }
  }

  /** The answer to a large frame, unless it is for a command that takes some. */
  function refuseLarge(connection: Connection, { cmd, listener }: Outline): readonly string[] | null {
    const definition = cmd === null ? undefined : rules.commands.get(cmd);
    if (definition?.largeFrames) return null;
    metrics.errors++;
    observer.refused("frame_too_large");
    const failure = fail("frame_too_large", { cmd: shownCommand(cmd), limit: usualFrameBytes });
    return refusalTexts(failure, { cmd: cmd ?? undefined, listener }, definition, connection);
  }

  function wait(connection: Connection, queued: Queued): void {
    if (connection.waiting) connection.waiting.push(queued);
    else connection.waiting = [queued];
    connection.waitingBytes += queued.size;
    allWaitingBytes += queued.size;
    const own = connection.waitingBytes;
    if (own <= alwaysWaitingBytes) return;
    if (own <= waitingBytesLimit && allWaitingBytes <= allWaitingBytesLimit) return;
    forget(connection);
    outbox.close(connection, "policy");
  }

  /** What waits of this connection is not begun any more. */
  function forget(connection: Connection): void {
    allWaitingBytes -= connection.waitingBytes;
    connection.waiting = null;
    connection.waitingBytes = 0;
  }

  /** Closes the connection of who sends too many, and returns whether it may stay. */
  function countMalformed(connection: Connection): boolean {
    connection.malformed++;
    if (connection.malformed <= rules.limits().malformedFrames) return true;
    outbox.close(connection, "policy");
    return false;
  }

  /** Starts as many waiting requests as the order allows, and as the client reads the answers of. */
  function advance(connection: Connection): void {
    // A request that ends at once comes by here again; the loop below goes on without a deeper stack.
    if (connection.advancing) return;
    connection.advancing = true;
    try {
      replays.advance(connection);
      startWaiting(connection);
    } finally {
      connection.advancing = false;
    }
  }

  function startWaiting(connection: Connection): void {
    while (connection.waiting) {
      const next = connection.waiting[0];
      if (!next || connection.closed || connection.closing) return forget(connection);
      const definition = next.command === null ? undefined : rules.commands.get(next.command);
      if (!mayBegin(connection, definition)) return;
      if (connection.waiting.length === 1) connection.waiting = null;
      else connection.waiting.shift();
      connection.waitingBytes -= next.size;
      allWaitingBytes -= next.size;
      begin(connection, definition, next.refusal ? null : parsePacket(next.text), next.refusal);
    }
  }

  function mayBegin(connection: Connection, definition: Runnable | undefined): boolean {
    // Its answers would only pile up. The outbox calls again when the client has read some.
    return !outbox.isFull(connection) && mayStart(connection, definition?.order === "pipelined");
  }

  function begin(
    connection: Connection,
    definition: Runnable | undefined,
    packet: Packet | null,
    refusal: readonly string[] | null,
  ): void {
    const slot = takeSlot(connection, definition?.order === "pipelined");
    if (packet) start(connection, definition, packet, slot);
    else finishSlot(connection, slot, refusal ?? [], outbox.add);
  }

  function start(connection: Connection, definition: Runnable | undefined, packet: Packet, slot: Slot): void {
    metrics.requests++;
    const request: Request = {
      connection,
      definition,
      packet,
      slot,
      startedAt: clock.elapsed(),
      ended: false,
    };
    underWay++;
    try {
      const refusal = refuse(request);
      if (refusal) return end(request, refusal);
    } catch (cause) {
      return crash(request, cause);
    }
    if (definition?.order === "exclusive") {
      exclusively((done) => {
        request.release = done;
        run(request);
      });
    } else run(request);
  }

  /** Everything that needs no handler to be refused. */
  function refuse({ connection, definition, packet }: Request): Failure | null {
    const loggedIn = connection.user !== null;
    if (!loggedIn && definition?.login !== "before" && definition?.login !== "any") {
      return fail("authentication_required");
    }
    // One connection can't change identity: after login these are unknown (01 §3).
    if (!definition || (loggedIn && definition.login === "before")) {
      return fail("unknown_command", { cmd: shownCommand(packet["cmd"]) });
    }
    const check = checks.get(definition.name);
    if (check && !check.Check(packet)) {
      const first = check.Errors(packet).First();
      return fail("invalid_field", {
        field: first?.path.slice(1).replaceAll("/", ".").slice(0, 100) || "?",
        problem: first ? problemOf(first) : "not valid",
      });
    }
    return null;
  }

  function run(request: Request): void {
    const { connection, definition, packet } = request;
    if (!definition) return;
    // Banned, kicked or gone while it waited for its turn: nobody is there in whose name it could be done.
    if (definition.login === "required" && connection.user === null) {
      return end(request, fail("authentication_required"));
    }
    try {
      if (connection.user !== null) {
        const missing = permissionMissing(connection.user, definition);
        if (missing) return end(request, missing);
        const refusal = rules.admit(connection.user, definition, packet);
        if (refusal) return end(request, refusal);
      }
      const context = rules.context(connection, definition, packet);
      if (isFailure(context)) return end(request, context);
      const next = definition.handler(context as never, packet as never);
      if (next instanceof Promise) {
        // Its write is not submitted yet: what is submitted meanwhile would come before it, and its copy of the
        // event, which waits for this reply, behind later events.
        request.slot.pipelined = false;
        next
          .then((settled) => settle(request, forbiddenMeanwhile(request) ?? settled))
          .catch((cause) => crash(request, cause));
      } else settle(request, next);
    } catch (cause) {
      crash(request, cause);
    }
  }

  function permissionMissing(user: string, definition: Runnable): Failure | null {
    if (definition.permission === undefined) return null;
    const permissions = permissionsOf(definition);
    if (permissions.some((permission) => rules.permitted(user, permission))) return null;
    return fail("permission_required", { permission: permissions.join("' or '") });
  }

  /**
   * While something was read, the user may have been banned or muted, or have lost a permission or sight of the
   * channel: then nothing of it is told, and nothing done. All is asked again but what it costs.
   */
  function forbiddenMeanwhile({ connection, definition, packet }: Request): Failure | null {
    if (definition?.login !== "required") return null;
    if (connection.user === null) return fail("authentication_required");
    const refusal =
      permissionMissing(connection.user, definition) ?? rules.silenced(connection.user, definition);
    if (refusal) return refusal;
    const context = rules.context(connection, definition, packet);
    return isFailure(context) ? context : null;
  }

  function settle(request: Request, next: Next): void {
    if ("exclusively" in next) {
      return exclusively((done) => {
        request.release = done;
        try {
          settle(request, next.exclusively());
        } catch (cause) {
          crash(request, cause);
        }
      });
    }
    if (!("write" in next)) return end(request, next);
    store.commit(next.write, (result, failure) => {
      if (failure) {
        storeLog.error("The database refused a write", {
          cmd: request.definition?.name,
          reason: failure.reason,
        });
        if (!next.otherwise) return end(request, fail("storage_unavailable"));
      }
      try {
        settle(request, failure && next.otherwise ? next.otherwise() : next.after(result as never));
      } catch (cause) {
        crash(request, cause);
      }
    });
  }

  function crash(request: Request, cause: unknown): void {
    if (cause instanceof StoreError) {
      storeLog.error("The database refused a read", { cmd: request.definition?.name, reason: cause.message });
      return end(request, fail("storage_unreadable"));
    }
    log.error("A handler failed", { cmd: request.definition?.name, cause });
    end(request, fail("internal_error"));
  }

  /** The request is decided: carry it out, reply, and go on. Called once per request. */
  function end(request: Request, result: Outcome | Failure): void {
    // A handler that failed half-way through carrying out its outcome has been answered.
    if (request.ended) return;
    request.ended = true;
    underWay--;
    const { user } = request.connection;
    /** Once the request is answered. */
    const close = (replies: readonly string[] | null) => {
      if (replies) finishSlot(request.connection, request.slot, replies, outbox.add);
      observe(request, user, result);
      if (!isFailure(result)) conclude(result);
      request.release?.();
      advance(request.connection);
      if (underWay > 0) return;
      for (const resolve of whenIdle) resolve();
      whenIdle = [];
    };
    const attempt = (step: () => void) => {
      try {
        step();
      } catch (cause) {
        log.error("An outcome could not be carried out", { cmd: request.definition?.name, cause });
        close(refused(request, fail("internal_error")));
      }
    };
    if (isFailure(result)) return close(refused(request, result));
    attempt(() => {
      const wanted = effectOf(result, "resume");
      if (wanted) {
        resume(request, wanted);
        return close(null);
      }
      carryOut(request, result, (appended) => attempt(() => close(repliesOf(request, result, appended))));
    });
  }

  /** @param user who was logged in before the request was carried out */
  function observe(request: Request, user: string | null, result: Outcome | Failure): void {
    const { connection, definition, packet, startedAt } = request;
    observer.ended({
      connection,
      command: definition?.name ?? null,
      packet,
      user: (isFailure(result) ? null : effectOf(result, "login")?.user) ?? user,
      failure: isFailure(result) ? result : isFailure(result.reply) ? result.reply : null,
      milliseconds: clock.elapsed() - startedAt,
    });
  }

  /** Appends an outcome to the event log. `done` gets null if the connection is gone meanwhile. */
  function carryOut(
    { connection }: Request,
    outcome: Outcome,
    done: (appended: Appended | null) => void,
  ): void {
    const { changes, reply, effects = [] } = outcome;
    for (const effect of effects) {
      const run = rules.effects[effect.kind as keyof MemoryEffects];
      run?.(effect as never);
    }
    const own = reply !== undefined && "announced" in reply ? [reply.announced] : [];
    const events = [...(outcome.events ?? []), ...own];
    const requester = connection.id;
    const login = effectOf(outcome, "login");
    if (!login) return eventLog.append({ changes, events, requester }, done);
    eventLog.append({ changes }, ({ seq }) => {
      if (!connection.closed) return join(connection, login, seq);
    });
    eventLog.append({ events, requester }, (appended) => {
      if (!connection.closed) return done(appended);
      // What was stored holds, though the connection broke meanwhile: somebody came and is gone again.
      publish(rules.left(login.user));
      done(null);
    });
  }

  /** Makes a connection a user's, at this place in the stream of events. */
  function join(connection: Connection, login: Extract<Effect, { kind: "login" }>, seq: number): void {
    const session = { id: connection.id, epoch: eventLog.epoch, seq };
    delivery.join(connection, login.user, seq);
    makeRoom(login.user);
    outbox.add(connection, JSON.stringify({ cmd: authSuccess.name, val: "Authentication successful" }));
    outbox.add(connection, JSON.stringify({ cmd: ready.name, ...login.ready(session), session }));
  }

  function repliesOf(request: Request, outcome: Outcome, appended: Appended | null): readonly string[] {
    if (!appended) return [];
    const { connection, definition, packet } = request;
    const { reply, effects = [] } = outcome;
    if (isFailure(reply)) return refused(request, reply);
    for (const effect of effects) affect(connection, effect);
    const listener = listenerOf(packet);
    if (reply === undefined || !definition || (definition.repliedQuietly && listener === null)) return [];
    if ("announced" in reply) {
      const copy = appended.frames.at(-1);
      return copy ? [withListener(textFor(copy, connection), listener)] : [];
    }
    if ("answered" in reply) return [withListener(JSON.stringify(reply.answered.packet), listener)];
    if ("encoded" in reply) return [withListener(reply.encoded, listener)];
    return [replyText(connection, definition, reply, listener)];
  }

  /** What the connection shows from now on, and what it has shown to know. */
  function affect(connection: Connection, effect: Effect): void {
    switch (effect.kind) {
      case "opened":
        connection.openedRoom = effect.room;
        connection.openedEmpty = effect.empty;
        break;
      case "lists_threads":
        connection.listsThreads = effect.channel;
        break;
      case "newer_reactions":
        connection.newerReactions = true;
        break;
      case "extended":
        connection.extended = true;
        break;
    }
  }

  /** Closes a user's oldest connections when they have too many: each can hold a frame that it never finishes. */
  function makeRoom(user: string): void {
    const open = delivery.connectionsOf(user).filter(({ closing }) => !closing);
    const most = rules.limits().connectionsPerUser;
    for (const connection of open.slice(0, Math.max(0, open.length - most))) {
      outbox.close(connection, "tooManyConnections");
    }
  }

  /** Replays what was missed; the reply comes behind it, when the client has read so far. */
  function resume(request: Request, wanted: Extract<Effect, { kind: "resume" }>): void {
    const { connection, definition, packet, slot } = request;
    const answer = (recovered: boolean, events: number) => {
      if (!definition) return;
      const fields = wanted.reply({ recovered, seq: eventLog.seq, events });
      finishSlot(
        connection,
        slot,
        [replyText(connection, definition, fields, listenerOf(packet))],
        outbox.add,
      );
    };
    const done = (events: number) => {
      // A list that was about to be pushed when the connection was lost is no event; so it always comes again. That
      // of who is online, a megabyte where there are thousands, only where it may be needed.
      delivery.pushChannels(connection);
      if (connection.user !== null && delivery.lacksPresence(connection.user, wanted.seq)) {
        delivery.pushPresence(connection);
      }
      answer(true, events);
    };
    if (wanted.epoch !== eventLog.epoch || !replays.start(connection, wanted.seq, done)) answer(false, 0);
  }

  function expel({ user, error: failure, reason }: Expulsion): void {
    for (const connection of [...delivery.connectionsOf(user)]) {
      if (failure) {
        outbox.add(
          connection,
          JSON.stringify({ cmd: error.name, src: "auth", val: failure.val, code: failure.code }),
        );
      }
      outbox.add(connection, JSON.stringify({ cmd: disconnect.name, reason }));
      disconnected(connection);
      outbox.close(connection, "normal");
    }
  }

  function disconnected(connection: Connection): void {
    const { user } = connection;
    if (user === null) return;
    delivery.leave(connection);
    publish(rules.left(user));
  }

  function publish(outcome: Outcome): void {
    eventLog.append({ changes: outcome.changes, events: outcome.events });
    conclude(outcome);
  }

  /** What comes behind the reply, which goes before the end of its connection. */
  function conclude({ effects = [], afterwards }: Outcome): void {
    for (const effect of effects) if (effect.kind === "expel") expel(effect);
    if (afterwards) publish({ events: afterwards });
  }

  function refused({ connection, definition, packet }: Request, failure: Failure): readonly string[] {
    metrics.errors++;
    observer.refused(failure.code);
    if (connection.user !== null) return refusalTexts(failure, packet, definition, connection);
    if (errorTable[failure.code].turnsAway) {
      clock.later(() => outbox.close(connection, "normal"), farewellMilliseconds);
    }
    return refusalTextsBeforeLogin(failure);
  }

  function definitionOf(packet: Packet): Runnable | undefined {
    return typeof packet["cmd"] === "string" ? rules.commands.get(packet["cmd"]) : undefined;
  }

  return {
    metrics,
    receive,
    receiveBinary(connection, size) {
      if (connection.closed || connection.closing) return;
      if (byteBudgets.spend(connection, size, rules.limits(), clock.elapsed())) countMalformed(connection);
      else outbox.close(connection, "policy");
    },
    receiveControl(connection) {
      if (connection.closed || connection.closing) return;
      if (!withinPacketBudget(connection, rules.limits(), clock.elapsed()))
        outbox.close(connection, "policy");
    },
    advance,
    prune: byteBudgets.prune,
    forget,
    publish,
    disconnected,
    exclusively,
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
  };
}

interface Request {
  readonly connection: Connection;
  readonly definition: Runnable | undefined;
  readonly packet: Packet;
  readonly slot: Slot;
  readonly startedAt: number;
  ended: boolean;
  release?: () => void;
}

function replyText(
  connection: Connection,
  definition: Runnable,
  fields: object,
  listener: string | null,
): string {
  const packet = { cmd: definition.replyName ?? definition.name, ...fields };
  const form = formOf(packet.cmd);
  return withListener(JSON.stringify(form?.suits(connection) ? form.of(packet) : packet), listener);
}

/** The checker's own words, which say nothing where several kinds of values are allowed. */
function problemOf({ type, message, schema }: ValueError): string {
  return type === ValueErrorType.Union ? `it must be ${expected(schema)}` : message.toLowerCase();
}

function effectOf<Kind extends Effect["kind"]>(
  { effects = [] }: Outcome,
  kind: Kind,
): Extract<Effect, { kind: Kind }> | undefined {
  return effects.find((effect): effect is Extract<Effect, { kind: Kind }> => effect.kind === kind);
}
