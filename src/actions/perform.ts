/**
 * Carries out the actions of every actor in the same steps: decide, store, append to the event log, reply, end
 * connections, send what comes afterwards. Failures of the database and faults become a `Failure` here.
 */
import type { Entry, EventLog } from "../bus/event-log.ts";
import type { Frame } from "../bus/frame.ts";
import type { Change } from "../chat/state.ts";
import { type Store, StoreError } from "../db/store.ts";
import type { Log } from "../log/log.ts";
import { throttled } from "../log/throttled.ts";
import { type Failure, fail, isFailure } from "../protocol/errors.ts";
import { createExclusive } from "./exclusive.ts";
import type {
  Commit,
  ConnectionEffect,
  Effect,
  Exclusively,
  MemoryEffects,
  Next,
  Outcome,
  Result,
} from "./outcome.ts";

export interface Task {
  /** The name for the log: a command, or a job of the server. */
  readonly name: string;
  /** Id of the connection that asked. */
  readonly requester?: string;
  decide(): Result;
  /** The connection becomes a user's. Called between the changes and the events. */
  login?(effect: Login): void;
  /**
   * Called once with the result, after the events and before connections end.
   *
   * @param frames the events of the outcome in their order, and last the one that is announced as the reply
   */
  finish?(result: Outcome | Failure, frames: readonly Frame[]): void;
  /** Called when everything is done. The next exclusive task may have begun. */
  ended?(): void;
}

export type Perform = (task: Task) => void;

const none: readonly never[] = [];

/** A decision whose caller waits for the result. */
export type Decision<Reply extends object> =
  | Failure
  | (Outcome<Reply> & { readonly reply: Reply })
  | Commit<Decision<Reply>>;

export interface PerformParts {
  readonly store: Pick<Store, "commit">;
  readonly eventLog: Pick<EventLog, "append">;
  readonly log: Log;
  /** Without them such effects are ignored. */
  readonly effects?: MemoryEffects;
  /** What these changes end, and is told before them; null for nothing. */
  readonly endedBy?: (changes: readonly Change[]) => Pick<Entry, "changes" | "events"> | null;
}

type Login = Extract<ConnectionEffect, { kind: "login" }>;

interface Run {
  readonly task: Task;
  isDecided: boolean;
  /** Ends the turn among exclusive tasks; null while there is none. */
  release: (() => void) | null;
}

export function createPerform({ store, eventLog, log, effects, endedBy }: PerformParts): Perform {
  const exclusively = createExclusive();
  /** For errors that every request can cause while the disk is full or broken. */
  const storeLog = throttled(log);

  /** Continues with the result of `step`. A fault in it ends the task. */
  function go(run: Run, step: () => Result): void {
    try {
      const next = step();
      if (next instanceof Promise)
        next.then((settled) => settle(run, settled)).catch((cause) => crash(run, cause));
      else settle(run, next);
    } catch (cause) {
      crash(run, cause);
    }
  }

  function settle(run: Run, step: Next): void {
    if ("exclusively" in step && step.exclusively !== undefined) {
      const { exclusively: decide } = step;
      if (run.release) return go(run, decide);
      return exclusively((done) => {
        run.release = done;
        go(run, decide);
      });
    }
    if (!("write" in step && step.write)) return decided(run, step as Outcome | Failure);
    const { after, otherwise } = step;
    store.commit(step.write, (result, failure) => {
      if (!failure) return go(run, () => after(result as never));
      storeLog.error("The database refused a write", { cmd: run.task.name, reason: failure.reason });
      go(run, () => otherwise?.(failure) ?? fail("storage_unavailable"));
    });
  }

  function crash(run: Run, cause: unknown): void {
    if (cause instanceof StoreError) {
      storeLog.error("The database refused a read", { cmd: run.task.name, reason: cause.message });
      return decided(run, fail("storage_unreadable"));
    }
    log.error("A handler failed", { cmd: run.task.name, cause });
    decided(run, fail("internal_error"));
  }

  function decided(run: Run, result: Outcome | Failure): void {
    // A fault while carrying out the outcome leads here a second time.
    if (run.isDecided) return;
    run.isDecided = true;
    if (isFailure(result)) return finish(run, result, []);
    const isDone = attempt(run, () => {
      for (const effect of result.effects ?? []) remember(effect);
      append(run, result);
    });
    if (!isDone) finish(run, fail("internal_error"), []);
  }

  function attempt({ task }: Run, step: () => void): boolean {
    try {
      step();
      return true;
    } catch (cause) {
      log.error("An outcome could not be carried out", { cmd: task.name, cause });
      return false;
    }
  }

  function remember(effect: Effect): void {
    const carryOut = effects?.[effect.kind as keyof MemoryEffects];
    carryOut?.(effect as never);
  }

  function append(run: Run, outcome: Outcome): void {
    const { changes = none, reply } = outcome;
    const { requester, login } = run.task;
    const announced = reply !== undefined && "announced" in reply ? reply.announced : null;
    const events = announced ? [...(outcome.events ?? none), announced] : (outcome.events ?? none);
    const ended = changes.length > 0 ? endedBy?.(changes) : null;
    if (ended) eventLog.append(ended);
    const effect = effectOf(outcome, "login");
    if (effect && login) {
      let isIn = false;
      eventLog.append({ changes }, () => {
        isIn = attempt(run, () => login(effect));
      });
      return eventLog.append({ events, requester }, ({ frames }) =>
        isIn ? finish(run, outcome, frames) : finish(run, fail("internal_error"), []),
      );
    }
    // Most requests only read: they need no entry in the log.
    if (changes.length === 0 && events.length === 0) return finish(run, outcome, []);
    eventLog.append({ changes, events, requester }, ({ frames }) => finish(run, outcome, frames));
  }

  function finish(run: Run, result: Outcome | Failure, frames: readonly Frame[]): void {
    const { task } = run;
    if (!attempt(run, () => task.finish?.(result, frames))) task.finish?.(fail("internal_error"), []);
    const end = () => {
      run.release?.();
      task.ended?.();
    };
    if (isFailure(result)) return end();
    const { afterwards = none, effects = none } = result;
    const expel = effects.filter((effect) => effect.kind === "expel");
    if (expel.length === 0 && afterwards.length === 0) return end();
    if (expel.length > 0) eventLog.append({ expel });
    // After the events of these connections' ends, also when there is nothing to send.
    eventLog.append({ events: afterwards }, end);
  }

  return (task) => {
    const run: Run = { task, isDecided: false, release: null };
    go(run, () => task.decide());
  };
}

/** The effect of this kind, if the outcome has one. */
export function effectOf<Kind extends Effect["kind"]>(
  { effects }: Outcome,
  kind: Kind,
): Extract<Effect, { kind: Kind }> | undefined {
  return effects?.find((effect): effect is Extract<Effect, { kind: Kind }> => effect.kind === kind);
}

/** Carries out a decision, and returns its reply. */
export function carryOut<Reply extends object>(
  perform: Perform,
  name: string,
  decide: () => Decision<Reply> | Exclusively<Decision<Reply> | Promise<Decision<Reply>>>,
): Promise<Reply | Failure> {
  return new Promise((resolve) =>
    perform({
      name,
      decide: decide as () => Result,
      finish: (result) => resolve(isFailure(result) ? result : (result.reply as Reply | Failure)),
    }),
  );
}

/** Carries out a decision alone among exclusive tasks, and returns its reply. */
export function decideAlone<Reply extends object>(
  perform: Perform,
  name: string,
  decide: () => Decision<Reply> | Promise<Decision<Reply>>,
): Promise<Reply | Failure> {
  return carryOut(perform, name, () => ({ exclusively: decide }));
}
