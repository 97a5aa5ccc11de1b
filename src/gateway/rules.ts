/** The server's decisions for the gateway, which knows no command by name. */
import type { Outcome, Result } from "../actions/outcome.ts";
import type { CommandDefinition } from "../protocol/command.ts";
import type { Failure } from "../protocol/errors.ts";
import type { Permission } from "../protocol/permissions.ts";
import type { ByteLimits } from "./byte-budget.ts";
import type { Connection } from "./connection.ts";
import type { Packet } from "./packet.ts";
import type { PacketLimits } from "./packet-budget.ts";

/** A command as the gateway sees it. */
export interface Runnable extends CommandDefinition {
  readonly handler: (context: never, request: never) => Result;
}

export interface DispatchLimits extends PacketLimits, ByteLimits {
  readonly frameSize: number;
  readonly frameSizeBeforeLogin: number;
  readonly malformedFrames: number;
  readonly connectionsPerUser: number;
}

/** A connection that belonged to a user. */
export interface EndedConnection extends Pick<Connection, "id" | "address"> {
  readonly user: string;
}

export interface Rules {
  readonly commands: ReadonlyMap<string, Runnable>;
  limits(): DispatchLimits;
  permitted(userId: string, permission: Permission): boolean;
  /** Why a user who is timed out may not do this, or null. */
  timedOut(userId: string, definition: CommandDefinition): Failure | null;
  /** Why nothing may be added while the disk is almost full, or null. */
  withoutRoom(definition: CommandDefinition): Failure | null;
  /** Why the request is refused by its fields alone, or null. */
  precheck(definition: CommandDefinition, request: Packet): Failure | null;
  /** Charges the cost of the command. Returns why it is refused, and charges nothing then; or null. */
  charge(userId: string, definition: CommandDefinition): Failure | null;
  /** The handler's context, or why the command may not run: user, channel, thread. */
  context(connection: Connection, definition: CommandDefinition, request: Packet): object | Failure;
  /** The changes and events when one of a user's connections ended. */
  ended(connection: EndedConnection): Pick<Outcome, "changes" | "events">;
}
