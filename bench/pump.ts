/** Closed-loop load: each connection always has `depth` requests under way, until `total` have been answered. */
import type { Wire } from "./wire.ts";

export interface Load {
  readonly wires: readonly Wire[];
  readonly depth: number;
  /** Requests of all connections together. */
  readonly total: number;
  /** The frame of the next request of a connection; requests carry `"listener":"1"` as their last field. */
  request(wire: number): Uint8Array;
}

/** Longer than any round takes, in milliseconds. */
const patience = 120_000;
const quote = 0x22;
/** First letter of `error`. */
const error = 0x65;

export function pump({ wires, depth, total, request }: Load): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let answered = 0;

    const send = (index: number, wire: Wire, count: number) => {
      const frames: Uint8Array[] = [];
      while (frames.length < count && sent < total) {
        frames.push(request(index));
        sent++;
      }
      if (frames.length > 0) wire.write(Buffer.concat(frames));
    };

    for (const [index, wire] of wires.entries()) {
      let fresh = 0;
      wire.onFrame = (buffer, from, to) => {
        if (!isReply(buffer, to)) return;
        const refusal = refusalIn(buffer, from, to);
        if (refusal) reject(refusal);
        fresh++;
      };
      wire.onData = () => {
        answered += fresh;
        const next = fresh;
        fresh = 0;
        if (answered < total) return send(index, wire, next);
        for (const used of wires) {
          used.onFrame = null;
          used.onData = null;
        }
        resolve();
      };
    }
    for (const [index, wire] of wires.entries()) send(index, wire, depth);
  });
}

/**
 * Asks on and on, the next request after each reply, until `stop`, which tells how many replies there were. A refusal
 * ends it; then `stop` throws.
 */
export function keepAsking(wire: Wire, request: () => Uint8Array): { stop(): Promise<number> } {
  let replies = 0;
  let stopping = false;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  // A refusal waits for `stop` to tell it.
  promise.catch(() => {});
  wire.onFrame = (buffer, from, to) => {
    if (!isReply(buffer, to)) return;
    const refusal = refusalIn(buffer, from, to);
    if (!refusal) replies++;
    if (!refusal && !stopping) return wire.write(request());
    wire.onFrame = null;
    if (refusal) reject(refusal);
    else resolve(replies);
  };
  wire.write(request());
  return {
    stop() {
      stopping = true;
      return promise;
    },
  };
}

/** Only replies end with a text field, the listener; events end with their number. */
function isReply(buffer: Uint8Array, to: number): boolean {
  return buffer[to - 2] === quote;
}

/** The error, if a reply is one. */
function refusalIn(buffer: Uint8Array, from: number, to: number): Error | null {
  return buffer[from + 8] === error ? new Error(new TextDecoder().decode(buffer.subarray(from, to))) : null;
}

/** Resolves when the wires together got so many more frames. Replaces their `onSkipped`. */
export function received(wires: readonly Wire[], frames: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let missing = frames;
    const late = setTimeout(() => reject(new Error(`${missing} of ${frames} frames never came`)), patience);
    const count = () => {
      if (--missing > 0) return;
      clearTimeout(late);
      resolve();
    };
    for (const wire of wires) wire.onSkipped = count;
  });
}
