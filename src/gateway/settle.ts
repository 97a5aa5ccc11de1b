/** A request from its start to its answer: stages, handler, and what `perform` makes of what the handler decides. */
import type { Effect, Outcome, Result } from "../actions/outcome.ts";
import { effectOf, type Perform } from "../actions/perform.ts";
import type { Frame } from "../bus/frame.ts";
import { type Failure, isFailure } from "../protocol/errors.ts";
import type { Answers } from "./answers.ts";
import type { Clock } from "./clock.ts";
import type { Connection, Slot } from "./connection.ts";
import type { ConnectionEffects } from "./effects.ts";
import type { Endings } from "./endings.ts";
import type { Observer } from "./observer.ts";
import type { Outbox } from "./outbox.ts";
import type { Packet } from "./packet.ts";
import { finishSlot } from "./replies.ts";
import type { Request } from "./request.ts";
import type { Runnable } from "./rules.ts";
import { refusalAt, type Stage } from "./stages.ts";

export interface Settle {
  start(connection: Connection, definition: Runnable | undefined, packet: Packet, slot: Slot): void;
  /** Resolves when no request is under way. */
  idle(): Promise<void>;
}

interface SettleParts {
  readonly stages: readonly Stage[];
  readonly perform: Perform;
  readonly answers: Answers;
  readonly effects: ConnectionEffects;
  readonly endings: Pick<Endings, "missed">;
  readonly outbox: Pick<Outbox, "add" | "close">;
  readonly clock: Pick<Clock, "elapsed">;
  readonly observer: Pick<Observer, "ended">;
  readonly metrics: { requests: number };
  /** The request has been answered: others of the connection may start. */
  advance(connection: Connection): void;
}

export function createSettle(parts: SettleParts): Settle {
  const { stages, perform, answers, effects, endings, outbox, clock, observer, metrics, advance } = parts;
  const refusalAtStart = refusalAt("start", stages);
  const refusalAtTurn = refusalAt("turn", stages);
  const refusalAfterWaiting = refusalAt("waited", stages);
  let underWay = 0;
  let whenIdle: (() => void)[] = [];

  function decide(request: Request): Result {
    const refusal = refusalAtStart(request);
    if (refusal) return refusal;
    return request.definition?.order === "exclusive"
      ? { exclusively: () => handle(request) }
      : handle(request);
  }

  function handle(request: Request): Result {
    const { definition, packet, slot } = request;
    const refusal = refusalAtTurn(request);
    if (refusal || !definition) return refusal ?? {};
    const result = definition.handler(request.context as never, packet as never);
    if (!(result instanceof Promise)) return result;
    // Its write is not submitted yet. Other writes would come first, and its own copy of the event, which waits for
    // this reply, would come after later events.
    slot.pipelined = false;
    return result.then((next) => refusalAfterWaiting(request) ?? next);
  }

  function finish(request: Request, result: Outcome | Failure, frames: readonly Frame[]): void {
    const { connection, slot } = request;
    if (isFailure(result)) {
      finishSlot(connection, slot, answers.refusals(request, result), outbox.add);
      // The server stops. Requests after this login would be refused for lack of one, and clients would not retry.
      if (result.quiet) outbox.close(connection, "goingAway");
    } else carryOut(request, result, frames);
    observe(request, result);
  }

  function carryOut(request: Request, outcome: Outcome, frames: readonly Frame[]): void {
    const { connection, slot } = request;
    const { id, address } = connection;
    const login = effectOf(outcome, "login");
    if (login && !request.isJoined) endings.missed({ id, address, user: login.user });
    if (!isFailure(outcome.reply)) for (const effect of outcome.effects ?? []) affect(request, effect);
    // This reply comes after the missed events.
    if (effectOf(outcome, "resume")) return;
    finishSlot(connection, slot, answers.replies(request, outcome, frames), outbox.add);
  }

  /** A login takes effect before the events. Effects on memory and other connections are part of `perform`. */
  function affect(request: Request, effect: Effect): void {
    if (effect.kind === "login") return;
    effects[effect.kind as keyof ConnectionEffects]?.(effect as never, request);
  }

  function observe({ connection, definition, packet, startedAt }: Request, result: Outcome | Failure): void {
    const reply = isFailure(result) ? result : result.reply;
    observer.ended({
      connection,
      command: definition?.name ?? null,
      packet,
      user: (isFailure(result) ? null : effectOf(result, "login")?.user) ?? connection.user,
      failure: isFailure(reply) ? reply : null,
      milliseconds: clock.elapsed() - startedAt,
    });
  }

  function ended({ connection }: Request): void {
    underWay--;
    advance(connection);
    if (underWay > 0) return;
    for (const resolve of whenIdle) resolve();
    whenIdle = [];
  }

  return {
    start(connection, definition, packet, slot) {
      metrics.requests++;
      underWay++;
      const startedAt = clock.elapsed();
      const request: Request = {
        connection,
        definition,
        packet,
        slot,
        startedAt,
        context: null,
        isJoined: false,
      };
      perform({
        name: definition?.name ?? "none",
        requester: connection.id,
        decide: () => decide(request),
        login: (effect) => effects.login(effect, request),
        finish: (result, frames) => finish(request, result, frames),
        ended: () => ended(request),
      });
    },
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
  };
}
