/**
 * A WebSocket peer on a bare TCP socket. It does nothing by itself: no masking, pong or close that it isn't told
 * to send, so that tests can break every rule of RFC 6455, or stop reading.
 *
 * @example
 * const peer = await connectRaw(server.url);
 * peer.write(frame(opcode.text, '{"cmd":', { fin: false }), frame(opcode.continuation, '"ping"}'));
 * expect(await peer.packet("pong")).toMatchObject({ val: "pong" });
 */
import { connect } from "node:net";

export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameOptions {
  /** Default true. */
  readonly fin?: boolean;
  /** The three reserved bits as a number, RSV1 = 4. */
  readonly rsv?: number;
  /** Default true, as RFC 6455 §5.3 demands of clients. */
  readonly masked?: boolean;
  /** Bits of the length field; by default the shortest that fits. */
  readonly lengthForm?: 7 | 16 | 64;
  /** Says so in the header, whatever the payload's length is. */
  readonly declaredLength?: number | bigint;
}

/** Encodes one frame (RFC 6455 §5.2). */
export function frame(code: number, payload: string | Uint8Array = "", options: FrameOptions = {}): Buffer {
  const { fin = true, rsv = 0, masked = true } = options;
  const data = Buffer.from(payload);
  const length = BigInt(options.declaredLength ?? data.length);
  const form = options.lengthForm ?? (length < 126n ? 7 : length < 65_536n ? 16 : 64);
  const head = Buffer.alloc(form === 7 ? 2 : form === 16 ? 4 : 10);
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | code;
  head[1] = (masked ? 0x80 : 0) | (form === 7 ? Number(length) : form === 16 ? 126 : 127);
  if (form === 16) head.writeUInt16BE(Number(length), 2);
  if (form === 64) head.writeBigUInt64BE(length, 2);
  if (!masked) return Buffer.concat([head, data]);
  const mask = crypto.getRandomValues(Buffer.alloc(4));
  for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) ^ (mask[i & 3] ?? 0);
  return Buffer.concat([head, mask, data]);
}

/** Encodes a close frame with this code (§5.5.1). */
export function closeFrame(code: number, reason: string | Uint8Array = ""): Buffer {
  return frame(opcode.close, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]));
}

export interface ReceivedFrame {
  readonly fin: boolean;
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  readonly payload: Buffer;
}

export type Packet = Readonly<Record<string, unknown>> & { readonly cmd: string };

/** `code`: of the server's close frame; 1005 when it had none, 1006 when the connection ended without one (§7.1.5). */
export interface Ending {
  readonly code: number;
  readonly reason: string;
}

export interface RawPeer {
  /** Status line and headers of the answer to the handshake. */
  readonly response: HttpAnswer;
  /** Puts bytes on the wire, all in one write. */
  write(...chunks: readonly Uint8Array[]): void;
  /** A packet as one proper frame. */
  send(packet: object): void;
  /** The next frame of any kind. @throws Error when the connection ended before */
  frame(): Promise<ReceivedFrame>;
  /** The next packet, or the next one of this name; frames before it are dropped. @throws like `frame` */
  packet(cmd?: string): Promise<Packet>;
  /** Everything that arrives until the packet of this name, which comes last. */
  until(cmd: string): Promise<Packet[]>;
  /** Stops taking bytes from the kernel, so that the server's buffers fill. */
  pause(): void;
  resume(): void;
  /** Sends FIN; still reads. */
  halfClose(): void;
  /** Vanishes without a word. */
  destroy(): void;
  /** How the server ended it; resolves when it sends FIN or resets. */
  readonly ended: Promise<Ending>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Headers of a proper handshake (§4.1); the key is the example of the RFC. */
export const handshakeHeaders = {
  Host: "test",
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
} as const;

/** A request line with headers; those that are null are left out. */
export function request(line: string, headers: Readonly<Record<string, string | null>>): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : `${name}: ${value}`,
  );
  return `${[`${line} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`;
}

/** Sends an HTTP request as it stands, and reads the answer by its `Content-Length`, or to the end. */
export async function rawHttp(url: string, text: string): Promise<HttpAnswer> {
  const socket = open(url);
  socket.write(text);
  const reader = readerOf(socket);
  try {
    return await reader.http(text.startsWith("HEAD "));
  } finally {
    socket.destroy();
  }
}

export interface RawOptions {
  /** Over those of a proper handshake; null leaves one out. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Bytes to send at once behind the handshake. */
  readonly early?: Uint8Array;
}

/** Opens a WebSocket. @throws Error with the status when the server refuses */
export async function connectRaw(url: string, options: RawOptions = {}): Promise<RawPeer> {
  const socket = open(url);
  const head = request("GET /", { ...handshakeHeaders, ...options.headers });
  socket.write(Buffer.concat([Buffer.from(head), options.early ?? Buffer.alloc(0)]));
  const reader = readerOf(socket);
  const response = await reader.http();
  if (response.status !== 101) {
    socket.destroy();
    throw new Error(`the server refused the handshake with ${response.status}: ${response.body}`);
  }

  async function nextFrame(): Promise<ReceivedFrame> {
    const received = await reader.frame();
    if (!received) throw new Error(`the connection ended: ${JSON.stringify(await reader.ended)}`);
    return received;
  }
  async function packet(cmd?: string): Promise<Packet> {
    for (;;) {
      const received = await nextFrame();
      if (received.opcode !== opcode.text) continue;
      const parsed: Packet = JSON.parse(received.payload.toString());
      if (cmd === undefined || parsed.cmd === cmd) return parsed;
    }
  }

  return {
    response,
    write: (...chunks) => void socket.write(Buffer.concat(chunks)),
    send: (value) => void socket.write(frame(opcode.text, JSON.stringify(value))),
    frame: nextFrame,
    packet,
    async until(cmd) {
      const packets = [await packet()];
      while (packets.at(-1)?.cmd !== cmd) packets.push(await packet());
      return packets;
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    halfClose: () => void socket.end(),
    destroy: () => void socket.destroy(),
    ended: reader.ended,
  };
}

/** Makes an account and logs in; resolves when `ready` arrived. Names are those of local accounts: a-z, 0-9, _ and -. */
export async function connectAs(name: string, url: string, options?: RawOptions): Promise<RawPeer> {
  const peer = await connectRaw(url, options);
  peer.send({ cmd: "register", username: name, password: "password" });
  await peer.packet("ready");
  return peer;
}

function open(url: string) {
  const { hostname, port } = new URL(url);
  // Half-open, so that the server's FIN alone doesn't make this side send its own.
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true, noDelay: true });
  // A reset is an ending like others; `close` follows it.
  socket.on("error", () => {});
  return socket;
}

/** Cuts what arrives into an HTTP answer and frames. */
function readerOf(socket: ReturnType<typeof open>) {
  let bytes: Buffer = Buffer.alloc(0);
  let chunks: Buffer[] = [];
  let over = false;
  let wake: (() => void) | null = null;
  let closing: Ending = { code: 1006, reason: "" };
  let finish: (ending: Ending) => void = () => {};
  const ended = new Promise<Ending>((resolve) => {
    finish = resolve;
  });

  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    wake?.();
  });
  const end = () => {
    if (over) return;
    over = true;
    // Whoever only waits for the end has not read the close frame yet.
    gather();
    for (let rest = bytes, cut = cutFrame(rest); cut; rest = rest.subarray(cut.size), cut = cutFrame(rest)) {
      note(cut.frame);
    }
    finish(closing);
    wake?.();
  };
  socket.on("end", end);
  socket.on("close", end);

  function note({ opcode: code, payload }: ReceivedFrame): void {
    if (code !== opcode.close) return;
    closing =
      payload.length < 2
        ? { code: 1005, reason: "" }
        : { code: payload.readUInt16BE(0), reason: payload.subarray(2).toString() };
  }
  function gather(): void {
    if (chunks.length === 0) return;
    bytes = Buffer.concat([bytes, ...chunks]);
    chunks = [];
  }
  /** Resolves when more arrived or nothing will. */
  async function more(): Promise<void> {
    if (chunks.length === 0 && !over) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = null;
    }
    gather();
  }

  return {
    ended,
    async frame(): Promise<ReceivedFrame | null> {
      for (;;) {
        const cut = cutFrame(bytes);
        if (cut) {
          bytes = bytes.subarray(cut.size);
          note(cut.frame);
          return cut.frame;
        }
        if (over && chunks.length === 0) return null;
        await more();
      }
    },
    async http(bodiless = false): Promise<HttpAnswer> {
      while (!bytes.includes("\r\n\r\n")) {
        if (over) throw new Error(`no HTTP answer: ${bytes.toString()}`);
        await more();
      }
      const split = bytes.indexOf("\r\n\r\n");
      const [status = "", ...lines] = bytes.subarray(0, split).toString().split("\r\n");
      const headers = new Headers(
        lines.map((line): [string, string] => [
          line.slice(0, line.indexOf(":")),
          line.slice(line.indexOf(":") + 1).trim(),
        ]),
      );
      bytes = bytes.subarray(split + 4);
      const code = Number(status.split(" ")[1]);
      if (code === 101 || code === 204 || bodiless) return { status: code, headers, body: bytes.toString() };
      const length = headers.get("content-length");
      while (!over && (length === null || bytes.length < Number(length))) await more();
      return { status: code, headers, body: bytes.toString() };
    },
  };
}

/** The first frame of the bytes and its size, if it is there as a whole. */
function cutFrame(bytes: Buffer): { frame: ReceivedFrame; size: number } | null {
  if (bytes.length < 2) return null;
  const first = bytes[0] ?? 0;
  const second = bytes[1] ?? 0;
  let length = second & 127;
  let at = 2;
  if (length === 126) {
    if (bytes.length < 4) return null;
    length = bytes.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (bytes.length < 10) return null;
    length = Number(bytes.readBigUInt64BE(2));
    at = 10;
  }
  if (bytes.length < at + length) return null;
  return {
    frame: {
      fin: (first & 0x80) !== 0,
      rsv: (first >> 4) & 7,
      opcode: first & 15,
      masked: (second & 0x80) !== 0,
      payload: bytes.subarray(at, at + length),
    },
    size: at + length,
  };
}
