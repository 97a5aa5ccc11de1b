/**
 * Outgoing frames: they are collected per connection and written once per turn of the event loop. Replies and events
 * share this queue, so that neither overtakes the other. Frames of a client that does not read stay here up to a
 * limit, then events that can be left out are dropped, and then the client is closed; nobody waits for it.
 *
 * Nothing is lost or repeated on the way: a frame stays here until the socket has room, and the socket refuses
 * frames only far beyond that room (transport.ts). So a client gets every frame in order, or it is closed.
 */
import { type CloseReason, closeCodes } from "../protocol/close-codes.ts";
import type { Connection } from "./connection.ts";

export interface OutboxLimits {
  /** Most characters and packets that may wait for one client. */
  readonly characters: number;
  readonly packets: number;
}

export interface OutboxMetrics {
  frames: number;
  dropped: number;
  slowClosed: number;
}

/**
 * What happens to a frame whose client is not reading. `kept`: it waits. `presence`: it is left out, and a list of
 * online members follows later. `passing`: it is left out, since it means nothing later.
 */
export type Importance = "kept" | "presence" | "passing";

export interface Outbox {
  /** Queues a frame. `deferrable`: it may wait a moment for others to the same client (`deferMilliseconds`). */
  add(connection: Connection, text: string, importance?: Importance, deferrable?: boolean): void;
  /** Is so much queued for the client that its next request should wait? */
  isFull(connection: Connection): boolean;
  /** May frames be queued that can also be sent later? Half of the queue is reserved for frames that can't. */
  hasRoom(connection: Connection): boolean;
  /** Writes everything queued. */
  flush(): void;
  /** The client's socket has room again. */
  drained(connection: Connection): void;
  /** Sends what is queued, then a close frame. */
  close(connection: Connection, reason: CloseReason): void;
  /** Ends the connection of a client that doesn't read, after the current turn, and drops its queue. */
  closeAsTooSlow(connection: Connection): void;
  readonly metrics: OutboxMetrics;
}

export interface OutboxHooks {
  /** A client that missed presence events reads again. */
  resync(connection: Connection): void;
  /** The connection is about to be closed by the server. */
  closing(connection: Connection, reason: CloseReason): void;
  /** The connection is no longer full, and requests of it wait or something is replayed to it. */
  room(connection: Connection): void;
}

/** More bytes than this in the kernel's hands mean that the client is not reading. */
const congestionBytes = 256 * 1024;
/** With so many characters in its queue, a client's next request waits. */
const congestionCharacters = 256 * 1024;
/** So many characters are written between two checks of what the kernel took, and of the clock. */
const lookEvery = 64 * 1024;
/** Writes to thousands are sliced into so many milliseconds: each takes microseconds, and other work waits. */
const turnMilliseconds = 5;
/** Queueing for so many connections took some milliseconds itself, and so will writing. */
const manyConnections = 2000;
/** A write takes as long as so many characters more in it. */
const writeCharacters = 4 * 1024;
/** How long frames that can wait do so, in milliseconds: one write to a socket costs far more than one more frame in it. */
const deferMilliseconds = 100;

export function createOutbox(limits: () => OutboxLimits, hooks: OutboxHooks): Outbox {
  const dirty: Connection[] = [];
  /** So many of `dirty` have been written. */
  let written = 0;
  /** Connections with nothing but deferrable frames. One that got another meanwhile is in `dirty` as well. */
  let deferred: Connection[] = [];
  let overrun: Connection[] = [];
  let scheduled = false;
  const metrics: OutboxMetrics = { frames: 0, dropped: 0, slowClosed: 0 };

  function flush(): void {
    writeDirty(Number.POSITIVE_INFINITY);
  }

  /** In the turn that queued it, unless that turn was so long that timers are waiting. */
  function flushSoon(): void {
    if (dirty.length > manyConnections) setImmediate(flushTurn);
    else flushTurn();
  }

  /** Writes one slice. The rest follows in the next turns, together with frames that were queued meanwhile. */
  function flushTurn(): void {
    if (writeDirty(performance.now() + turnMilliseconds)) setImmediate(flushTurn);
  }

  /** @returns whether time ran out before everything was written */
  function writeDirty(deadline: number): boolean {
    let unseen = 0;
    while (written < dirty.length) {
      const connection = dirty[written++];
      if (connection && !connection.congested) {
        unseen += connection.outboxCharacters + writeCharacters;
        write(connection);
      }
      // Asking for the time after each of a thousand writes would be a twenty-fifth of their cost.
      if (unseen < lookEvery) continue;
      if (performance.now() >= deadline) return true;
      unseen = 0;
    }
    dirty.length = 0;
    written = 0;
    scheduled = false;
    const stuck = overrun;
    overrun = [];
    for (const connection of stuck) end(connection, "slowConsumer");
    return false;
  }

  function flushDeferred(): void {
    const waited = deferred;
    deferred = [];
    for (const connection of waited) if (connection.deferred && !connection.congested) write(connection);
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(flushSoon);
  }

  /** Writes until the queue is empty or the client's buffers are full. */
  function write(connection: Connection): void {
    if (connection.closed || connection.closing) return;
    const { socket } = connection;
    // More than one round only if the kernel took at the end of one what it hadn't taken before.
    while (connection.outbox && !connection.congested) {
      const frames = connection.outbox;
      if (typeof frames === "string") {
        // By far the most frequent case, and a second call into the socket would be a tenth of its cost.
        const taken = socket.sendText(frames) > 0;
        metrics.frames++;
        connection.outbox = null;
        connection.outboxCharacters = 0;
        connection.congested = !taken && socket.getBufferedAmount() > congestionBytes;
        continue;
      }
      const sent = send(connection, frames);
      metrics.frames += sent;
      if (sent === frames.length) {
        connection.outbox = null;
        connection.outboxCharacters = 0;
      } else {
        for (const frame of frames.splice(0, sent)) connection.outboxCharacters -= frame.length;
      }
      connection.congested = socket.getBufferedAmount() > congestionBytes;
    }
    if ((connection.waiting || connection.replay) && !connection.congested) hooks.room(connection);
  }

  /** @returns how many frames were written */
  function send({ socket }: Connection, frames: readonly string[]): number {
    let sent = 0;
    socket.cork(() => {
      let unseen = 0;
      for (const frame of frames) {
        socket.sendText(frame);
        sent++;
        unseen += frame.length;
        if (unseen < lookEvery) continue;
        if (socket.getBufferedAmount() > congestionBytes) return;
        unseen = 0;
      }
    });
    return sent;
  }

  function closeAsTooSlow(connection: Connection): void {
    if (connection.closed || connection.closing) return;
    metrics.slowClosed++;
    connection.outbox = null;
    connection.outboxCharacters = 0;
    connection.closing = true;
    // Not at once: its end is an event for others, and this may be in the middle of delivering another one.
    overrun.push(connection);
    schedule();
  }

  function end(connection: Connection, reason: CloseReason): void {
    if (connection.closed) return;
    connection.closing = true;
    hooks.closing(connection, reason);
    connection.socket.close(closeCodes[reason].code, reason);
  }

  return {
    metrics,
    add(connection, text, importance = "kept", deferrable = false) {
      if (connection.closed || connection.closing) return;
      if (connection.congested && importance !== "kept") {
        if (importance === "presence") connection.missedPresence = true;
        metrics.dropped++;
        return;
      }
      if (connection.outbox) {
        if (typeof connection.outbox === "string") connection.outbox = [connection.outbox, text];
        else connection.outbox.push(text);
        if (connection.deferred && !deferrable) {
          connection.deferred = false;
          dirty.push(connection);
        }
      } else {
        connection.outbox = text;
        connection.deferred = deferrable;
        if (!deferrable) dirty.push(connection);
        else if (deferred.push(connection) === 1) setTimeout(flushDeferred, deferMilliseconds);
      }
      connection.outboxCharacters += text.length;
      // A safety net: the code that handles a turn's input or a commit flushes at its end.
      if (!deferrable) schedule();
      if (!connection.congested) return;
      const { characters, packets } = limits();
      if (connection.outboxCharacters > characters || queuedFor(connection) > packets)
        closeAsTooSlow(connection);
    },
    isFull: ({ congested, outboxCharacters }) => congested || outboxCharacters > congestionCharacters,
    hasRoom(connection) {
      if (connection.congested) return false;
      const { characters, packets } = limits();
      const most = Math.min(congestionCharacters, characters / 2);
      return connection.outboxCharacters < most && queuedFor(connection) < packets / 2;
    },
    flush,
    closeAsTooSlow,
    drained(connection) {
      if (!connection.congested || connection.closed || connection.closing) return;
      // It may have taken only a part.
      connection.congested = connection.socket.getBufferedAmount() > congestionBytes;
      write(connection);
      if (connection.congested || !connection.missedPresence) return;
      connection.missedPresence = false;
      hooks.resync(connection);
    },
    close(connection, reason) {
      if (connection.closed || connection.closing) return;
      connection.congested = false;
      const queued = typeof connection.outbox === "string" ? [connection.outbox] : (connection.outbox ?? []);
      metrics.frames += queued.length;
      for (const frame of queued) connection.socket.sendText(frame);
      connection.outbox = null;
      end(connection, reason);
    },
  };
}

function queuedFor({ outbox }: Connection): number {
  return typeof outbox === "string" ? 1 : (outbox?.length ?? 0);
}
