/** Requests that wait for their turn: those of a connection start one after another, pipelined ones side by side. */
import type { Connection, Queued, Slot } from "./connection.ts";
import type { Outbox } from "./outbox.ts";
import { type Packet, parsePacket } from "./packet.ts";
import { finishSlot, mayStart, takeSlot } from "./replies.ts";
import type { Runnable } from "./rules.ts";

/** Requests that wait for their turn may hold this much of one client's text; a pipelining client has its burst. */
const waitingBytesLimit = 8 * 1024 * 1024;
/** The same for the text of all clients together. */
const allWaitingBytesLimit = 256 * 1024 * 1024;
/** Clients below this size are never closed because of others. */
const alwaysWaitingBytes = 64 * 1024;

/** The content of a frame: a packet, or the answer to a frame that is refused unread. */
export interface Arrived {
  readonly packet: Packet | null;
  readonly refusal: readonly string[] | null;
  readonly definition: Runnable | undefined;
  readonly text: string;
  /** Bytes of the text. */
  readonly size: number;
}

export interface RequestQueue {
  /** Starts a request that arrived, or lets it wait for earlier ones. */
  take(connection: Connection, arrived: Arrived): void;
  /** Starts as many waiting requests as the order allows, while the client reads the answers. */
  advance(connection: Connection): void;
  /** Drops the waiting requests of this connection. */
  forget(connection: Connection): void;
}

interface RequestQueueParts {
  readonly commands: ReadonlyMap<string, Runnable>;
  readonly outbox: Pick<Outbox, "add" | "close" | "isFull">;
  start(connection: Connection, definition: Runnable | undefined, packet: Packet, slot: Slot): void;
}

export function createRequestQueue({ commands, outbox, start }: RequestQueueParts): RequestQueue {
  let allWaitingBytes = 0;

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

  function forget(connection: Connection): void {
    allWaitingBytes -= connection.waitingBytes;
    connection.waiting = null;
    connection.waitingBytes = 0;
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

  return {
    take(connection, { packet, refusal, definition, text, size }) {
      if (connection.waiting === null && mayBegin(connection, definition)) {
        return begin(connection, definition, packet, refusal);
      }
      const kept = packet ? { text, size } : { text: "", size: 0 };
      wait(connection, { ...kept, command: definition?.name ?? null, refusal });
    },
    advance(connection) {
      while (connection.waiting) {
        const next = connection.waiting[0];
        if (!next || connection.closed || connection.closing) return forget(connection);
        const definition = next.command === null ? undefined : commands.get(next.command);
        if (!mayBegin(connection, definition)) return;
        if (connection.waiting.length === 1) connection.waiting = null;
        else connection.waiting.shift();
        connection.waitingBytes -= next.size;
        allWaitingBytes -= next.size;
        begin(connection, definition, next.refusal ? null : parsePacket(next.text), next.refusal);
      }
    },
    forget,
  };
}
