/** The gateway's notices of connections and requests, for metrics and the log. */
import type { CloseReason } from "../protocol/close-codes.ts";
import type { ErrorCode, Failure } from "../protocol/errors.ts";
import type { Connection } from "./connection.ts";
import type { Packet } from "./packet.ts";

export interface EndedRequest {
  readonly connection: Connection;
  /** Null for a command that does not exist. */
  readonly command: string | null;
  readonly packet: Packet;
  /** The id of the user whose request it was, or who logged in by it. */
  readonly user: string | null;
  /** Why it was refused, or null. */
  readonly failure: Failure | null;
  /** From its start, after earlier requests of the connection, until it was decided. */
  readonly milliseconds: number;
}

export interface Observer {
  opened(connection: Connection): void;
  ended(request: EndedRequest): void;
  /** A client gets this code, also for a frame that is no request. */
  refused(code: ErrorCode): void;
  /** The server is about to close the connection. */
  closing(connection: Connection, reason: CloseReason): void;
  closed(connection: Connection): void;
}
