/** Counters of connections and requests, for `/metrics`. */
import type { ConnectionRefusal } from "../gateway/admission.ts";
import type { EndedRequest, Observer } from "../gateway/observer.ts";
import { type CloseReason, closeCodes } from "../protocol/close-codes.ts";
import { failedLogin, isLogin } from "./logins.ts";

export type Counts = ReadonlyMap<string, number>;

export interface Traffic {
  /** By command. */
  readonly logins: Counts;
  /** Wrong passwords, names and validators, by error code. */
  readonly loginFailures: Counts;
  /** By reason. */
  readonly connectionsRefused: Counts;
  /** By close reason. */
  readonly connectionsClosed: Counts;
  /** By error code. */
  readonly refusals: Counts;
  /** By command. Only commands that ran have an entry. */
  readonly commands: ReadonlyMap<string, { readonly count: number; readonly milliseconds: number }>;
  /** Counts of requests by time: one for each bound of `requestBounds`, and one for longer requests. */
  readonly requestBuckets: readonly number[];
}

/** Milliseconds. */
export const requestBounds = [1, 5, 10, 25, 50, 100, 250, 1000, 5000] as const;

export interface Counters extends Pick<Observer, "ended" | "refused" | "closing"> {
  connectionRefused(reason: ConnectionRefusal): void;
  readonly traffic: Traffic;
}

export function createCounters(): Counters {
  const logins = counts("login", "auth", "register");
  const loginFailures = counts(...failedLogin);
  const refusalReasons: readonly ConnectionRefusal[] = ["origin", "address_full", "full", "stopping"];
  const connectionsRefused = counts(...refusalReasons);
  const connectionsClosed = counts(...(Object.keys(closeCodes) as CloseReason[]));
  const refusals = counts();
  const commands = new Map<string, { count: number; milliseconds: number }>();
  const requestBuckets = new Array<number>(requestBounds.length + 1).fill(0);

  function took(command: string, milliseconds: number): void {
    const of = commands.get(command);
    if (of) {
      of.count++;
      of.milliseconds += milliseconds;
    } else commands.set(command, { count: 1, milliseconds });
    const bucket = requestBounds.findIndex((bound) => milliseconds <= bound);
    const index = bucket === -1 ? requestBounds.length : bucket;
    requestBuckets[index] = (requestBuckets[index] ?? 0) + 1;
  }

  return {
    traffic: {
      logins,
      loginFailures,
      connectionsRefused,
      connectionsClosed,
      refusals,
      commands,
      requestBuckets,
    },
    ended({ command, failure, milliseconds }: EndedRequest) {
      if (command === null) return;
      took(command, milliseconds);
      if (!isLogin(command)) return;
      if (failure === null) add(logins, command);
      else if (failedLogin.has(failure.code)) add(loginFailures, failure.code);
    },
    refused: (code) => add(refusals, code),
    closing: (_connection, reason) => add(connectionsClosed, reason),
    connectionRefused: (reason) => add(connectionsRefused, reason),
  };
}

function counts(...names: readonly string[]): Map<string, number> {
  return new Map(names.map((name) => [name, 0]));
}

function add(map: Map<string, number>, name: string): void {
  map.set(name, (map.get(name) ?? 0) + 1);
}
