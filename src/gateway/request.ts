import type { Connection, Slot } from "./connection.ts";
import type { Packet } from "./packet.ts";
import type { Runnable } from "./rules.ts";

/** A request whose turn has come. */
export interface Request {
  readonly connection: Connection;
  /** Undefined for a command that does not exist. */
  readonly definition: Runnable | undefined;
  readonly packet: Packet;
  /** Its place among the replies. */
  readonly slot: Slot;
  /** Milliseconds of the monotonic clock. */
  readonly startedAt: number;
  /** What its handler is given; the last stage makes it. */
  context: object | null;
  /** The connection has become a user's by it. */
  isJoined: boolean;
}
