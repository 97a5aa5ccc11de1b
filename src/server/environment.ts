/** Shared by all parts of the server: data folder, configuration, log, clocks, and their replacements in tests. */
import { resolve } from "node:path";
import type { ConfigSource } from "../config/source.ts";
import type { AnyCommand } from "../handlers/command.ts";
import { commands } from "../handlers/registry.gen.ts";
import type { Log } from "../log/log.ts";
import { type BudgetNumbers, budgets as usualBudgets } from "../protocol/budgets.ts";

export interface ServerOptions {
  readonly dataFolder: string;
  readonly config: ConfigSource;
  /** Instead of the configured ones. */
  readonly host?: string;
  readonly port?: number;
  readonly log: Log;
  /**
   * Called once, with one line for people, when the database is gone from the folder while the server runs. Everything
   * acknowledged from then on would be lost, so the process must end at once.
   */
  readonly onLost?: (reason: string) => void;
  /** Milliseconds since the epoch; tests bring their own. */
  readonly now?: () => number;
  /** Milliseconds of a monotonic clock. Without it, a test's own clock serves for both. */
  readonly elapsed?: () => number;
  /** Instead of the server's own commands: tests watch what their handlers do. */
  readonly commands?: Readonly<Record<string, AnyCommand>>;
  /** Instead of the usual numbers: for tests and measurements that do in seconds what people do in hours. */
  readonly budgets?: BudgetNumbers;
}

export interface Environment {
  readonly dataFolder: string;
  readonly config: ConfigSource;
  readonly log: Log;
  readonly host: string;
  readonly port: number;
  readonly commands: ReadonlyMap<string, AnyCommand>;
  readonly budgets: BudgetNumbers;
  now(): number;
  elapsed(): number;
  /** Starts at the time of day, so that nonces outlive a restart, and then follows `elapsed`, whatever the clock does. */
  nonceTime(): number;
  newId(): string;
}

export function environmentOf(options: ServerOptions): Environment {
  const { config, log } = options;
  const now = options.now ?? Date.now;
  const elapsed = options.elapsed ?? options.now ?? (() => performance.now());
  const startedAt = now() - elapsed();
  return {
    dataFolder: resolve(options.dataFolder),
    config,
    log,
    host: options.host ?? config.current.websocket.host,
    port: options.port ?? config.current.websocket.port,
    commands: new Map(Object.entries(options.commands ?? commands)),
    budgets: options.budgets ?? usualBudgets,
    now,
    elapsed,
    nonceTime: () => Math.round(startedAt + elapsed()),
    newId: () => Bun.randomUUIDv7(),
  };
}
