/** One client connection, as data. See dispatch.ts (in), delivery.ts (out) and heartbeat.ts for its uses. */
import { loginBytes } from "./byte-budget.ts";
import type { Cohort } from "./cohorts.ts";

/** The transport's side of a connection; the only thing that differs between runtimes. Bun's own sockets fit. */
export interface Socket {
  /** Sends a text frame. Above 0: the kernel took all of it. Inside `cork` the result says nothing. */
  sendText(text: string): number;
  /** Runs `write`, whose frames leave together. */
  cork(write: () => void): unknown;
  /** Bytes that the kernel has not taken yet. */
  getBufferedAmount(): number;
  /** Sends a protocol ping. */
  ping(): unknown;
  /** Sends a close frame behind what is buffered, and drops a peer that doesn't take it within some seconds. */
  close(code: number, reason: string): void;
}

/** A request that waits for its turn. It is kept as text: parsed, four megabytes of `{}` take a hundred. */
export interface Queued {
  readonly text: string;
  readonly size: number;
  /** Name of the command that it asks for, if there is one. */
  readonly command: string | null;
  /** The answer to a frame that is refused unread. It too is sent in order with the replies. */
  readonly refusal: readonly string[] | null;
}

/** A request under way; its replies leave when all earlier ones have left. */
export interface Slot {
  /** Later pipelined requests need not wait for it. */
  pipelined: boolean;
  replies: readonly string[] | null;
}

/** The missed events that are being sent to a client that came back (replay.ts). */
export interface Replay {
  /** The newest event when it began; later events are sent like any new event. */
  readonly liveAfter: number;
  /** Every event up to this number has been sent, or is not for this client. */
  at: number;
  sent: number;
  done(events: number): void;
}

export interface Connection {
  readonly id: string;
  readonly socket: Socket;
  /** The client's address, through trusted proxies. */
  readonly address: string;
  readonly validatorKey: string;
  /** Monotonic milliseconds. */
  readonly openedAt: number;
  /** User id, or null before login. */
  user: string | null;
  /** Id of the remembered session that it logged in with or began, or null. */
  loginSession: string | null;
  closed: boolean;
  /** The server is about to close it: nothing more is read from it or sent to it. */
  closing: boolean;

  // Incoming
  /** Packets that it may send now; refilled with time. */
  tokens: number;
  tokensAt: number;
  /** When its budget of bytes is full again (byte-budget.ts). */
  bytesFullAt: number;
  /** Bytes that it may still send before its address is charged for them (byte-budget.ts). */
  uncharged: number;
  malformed: number;
  /** Null while nothing waits: an idle connection costs no array. */
  waiting: Queued[] | null;
  waitingBytes: number;
  /** Its waiting requests are being started, further up the stack. */
  advancing: boolean;
  slots: Slot[] | null;

  // Outgoing
  /** While it is there, numbered events come by way of it. Its request has a slot. */
  replay: Replay | null;
  /** Frames of this turn, or of the time since the client stopped reading. One alone, as in most turns, needs no list. */
  outbox: string | string[] | null;
  /** UTF-16 units of these frames, which is how long they are without encoding them. */
  outboxCharacters: number;
  /** Every frame in the queue may wait a moment for further ones. */
  deferred: boolean;
  /** The client reads too slowly: frames stay in the outbox until its socket drained. */
  congested: boolean;
  /** Presence events were left out; the list of who is online follows once it reads again. */
  missedPresence: boolean;

  // Delivery
  cohort: Cohort | null;
  /** Place in the cohort's list. */
  cohortIndex: number;
  /** The room whose history it asked for last, or null. */
  openedRoom: number | null;
  /** That room was empty then. */
  openedEmpty: boolean;
  // The connection's `Profile` (protocol/profiles.ts).
  extended: boolean;
  /** The forum whose list of threads it asked for last, or null. */
  listsThreads: number | null;
  /** It has used `reaction_add` or `reaction_remove`, and gets events of reactions under these names. */
  newerReactions: boolean;
  /** When `channels_get` was last pushed, in the time of `openedAt`. */
  channelsPushedAt: number;

  // Heartbeat
  unansweredPings: number;
}

export function createConnection(
  given: Pick<Connection, "id" | "socket" | "address" | "validatorKey" | "openedAt"> & {
    readonly tokens: number;
  },
): Connection {
  // One literal without a spread, and the fields that a fan-out reads come first: so they lie in a few cache lines.
  return {
    slots: null,
    outbox: null,
    outboxCharacters: 0,
    deferred: false,
    congested: false,
    closed: false,
    closing: false,
    waiting: null,
    socket: given.socket,
    user: null,
    loginSession: null,
    id: given.id,
    address: given.address,
    validatorKey: given.validatorKey,
    openedAt: given.openedAt,
    tokens: given.tokens,
    tokensAt: given.openedAt,
    replay: null,
    bytesFullAt: given.openedAt,
    uncharged: loginBytes,
    malformed: 0,
    waitingBytes: 0,
    advancing: false,
    missedPresence: false,
    cohort: null,
    cohortIndex: 0,
    openedRoom: null,
    openedEmpty: false,
    extended: false,
    listsThreads: null,
    newerReactions: false,
    channelsPushedAt: Number.NEGATIVE_INFINITY,
    unansweredPings: 0,
  };
}
