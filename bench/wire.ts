/**
 * The load generator's WebSocket client: raw TCP, so that receiving costs as little as possible. It reads frame
 * headers, and payloads only where somebody asks for them. It answers pings and doesn't count them.
 */
import type { Socket } from "bun";

export interface Wire {
  /** Complete frames so far. */
  frames: number;
  bytes: number;
  /**
   * Gets every complete frame: the payload is `buffer[from..to]`. While it is null, frames are counted and their
   * payloads skipped.
   */
  onFrame: ((buffer: Uint8Array, from: number, to: number) => void) | null;
  /** Called after each piece of data that came, when its frames have been handled. */
  onData: (() => void) | null;
  /** While `onFrame` is null: gets each complete frame's ninth byte, the first letter of its `cmd`, and its length. */
  onSkipped: ((letter: number, length: number) => void) | null;
  /** Resolves when the server agreed to speak WebSocket. */
  upgrade(): Promise<void>;
  write(frames: Uint8Array): void;
  send(packet: object): void;
  close(): void;
  readonly closed: boolean;
}

interface State {
  wire: Wire;
  /** Bytes of an unfinished frame. */
  rest: Uint8Array | null;
  /** Payload bytes still to be skipped. */
  skip: number;
  letter: number;
  length: number;
  upgraded: (() => void) | null;
  failed: ((error: Error) => void) | null;
}

/** A text frame as a client sends it. The mask is zero, which is a valid one, so the payload stays as it is. */
export function frame(text: string): Uint8Array {
  const payload = new TextEncoder().encode(text);
  const extended = payload.length > 125;
  if (payload.length > 65_535) throw new Error("too long for a benchmark's frame");
  const bytes = new Uint8Array(payload.length + (extended ? 8 : 6));
  bytes[0] = 0x81;
  bytes[1] = 0x80 | (extended ? 126 : payload.length);
  if (extended) {
    bytes[2] = payload.length >> 8;
    bytes[3] = payload.length & 255;
  }
  bytes.set(payload, bytes.length - payload.length);
  return bytes;
}

/** Several frames that leave with one write. */
export function frames(texts: readonly string[]): Uint8Array {
  return Buffer.concat(texts.map(frame));
}

/** First byte of a protocol ping, and the empty pong that answers it. */
const pingFrame = 0x89;
const pong = Uint8Array.of(0x8a, 0x80, 0, 0, 0, 0);
/** Length of `{"cmd":"ping"}`, which nothing else has. */
const jsonPing = 14;

let addresses = 0;

/** Connects; the caller sets its callbacks and then upgrades. Each goes to another address: no shortage of ports. */
export async function dial(port: number): Promise<Wire> {
  const upgraded = Promise.withResolvers<void>();
  const hostname = `127.0.0.${1 + (addresses++ % 100)}`;
  const socket = await Bun.connect<State>({ hostname, port, socket: handlers, data: undefined as never });
  const wire: Wire & { closed: boolean } = {
    frames: 0,
    bytes: 0,
    onFrame: null,
    onData: null,
    onSkipped: null,
    closed: false,
    upgrade() {
      socket.write(
        "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
      );
      return upgraded.promise;
    },
    write(bytes) {
      // A load generator that fills the server's receive buffer is one that doesn't wait for answers.
      if (socket.write(bytes) !== bytes.length) throw new Error("the server reads too slowly");
    },
    send: (packet) => wire.write(frame(JSON.stringify(packet))),
    close: () => socket.terminate(),
  };
  socket.data = {
    wire,
    rest: null,
    skip: 0,
    letter: 0,
    length: 0,
    upgraded: upgraded.resolve,
    failed: upgraded.reject,
  };
  return wire;
}

/** A connection that only counts. */
export async function connect(port: number): Promise<Wire> {
  const wire = await dial(port);
  await wire.upgrade();
  return wire;
}

const handlers = {
  data(socket: Socket<State>, chunk: Buffer) {
    const state = socket.data;
    if (!state.upgraded) return receive(state, chunk);
    const end = chunk.indexOf("\r\n\r\n");
    if (end < 0 || !chunk.toString("latin1", 0, 12).startsWith("HTTP/1.1 101")) {
      return state.failed?.(new Error(`no WebSocket: ${chunk.toString("latin1", 0, 100)}`));
    }
    state.upgraded();
    state.upgraded = null;
    receive(state, chunk.subarray(end + 4));
  },
  close(socket: Socket<State>) {
    const { wire } = socket.data;
    (wire as { closed: boolean }).closed = true;
    socket.data.failed?.(new Error("the server closed the connection"));
  },
};

function receive(state: State, chunk: Uint8Array): void {
  const { wire } = state;
  wire.bytes += chunk.length;
  let bytes = chunk;
  if (state.rest) {
    bytes = Buffer.concat([state.rest, chunk]);
    state.rest = null;
  }
  let at = 0;
  while (at < bytes.length) {
    if (state.skip > 0) {
      const skipped = Math.min(state.skip, bytes.length - at);
      at += skipped;
      state.skip -= skipped;
      if (state.skip > 0) break;
      wire.frames++;
      wire.onSkipped?.(state.letter, state.length);
      continue;
    }
    const length = payloadLength(bytes, at);
    if (length === null) break;
    const from = at + headerLength(bytes, at);
    if (bytes[at] === pingFrame || length === jsonPing) {
      if (from + length > bytes.length) break;
      if (bytes[at] === pingFrame) wire.write(pong);
      at = from + length;
    } else if (wire.onFrame) {
      if (from + length > bytes.length) break;
      at = from + length;
      wire.frames++;
      wire.onFrame(bytes, from, at);
    } else {
      if (length > 8 && from + 8 >= bytes.length) break;
      state.letter = bytes[from + 8] ?? 0;
      state.length = length;
      state.skip = length;
      at = from;
    }
  }
  if (at < bytes.length) state.rest = bytes.slice(at);
  wire.onData?.();
}

function headerLength(bytes: Uint8Array, at: number): number {
  const short = bytes[at + 1] ?? 0;
  return short < 126 ? 2 : short === 126 ? 4 : 10;
}

/** Null: the header isn't complete yet. */
function payloadLength(bytes: Uint8Array, at: number): number | null {
  const header = headerLength(bytes, at);
  if (bytes.length < at + header || bytes.length < at + 2) return null;
  if (header === 2) return bytes[at + 1] ?? 0;
  if (header === 4) return (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0);
  let length = 0;
  for (let index = 2; index < 10; index++) length = length * 256 + (bytes[at + index] ?? 0);
  return length;
}
