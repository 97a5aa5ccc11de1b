/**
 * A slow line in front of the server: a TCP proxy with a delay and a rate, for HTTP and WebSockets alike. Chromium's own
 * emulation slows down no WebSocket.
 */
import type { Socket } from "bun";

export interface Line {
  readonly port: number;
  /** Ends all connections, so that the next request begins with a handshake. */
  cut(): void;
  stop(): void;
}

interface Pace {
  /** Milliseconds of a round trip. */
  readonly roundTrip: number;
  readonly bitsPerSecond: number;
}

interface End {
  readonly forward: (bytes: Uint8Array) => void;
  readonly close: () => void;
}

export function startLine(port: number, pace: Pace): Line {
  const down = direction(pace);
  const up = direction(pace);
  const clients = new Set<Socket<End>>();
  const listener = Bun.listen<End>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(client) {
        clients.add(client);
        // The three packets of the handshake have crossed the line before the first request does.
        const shaken = performance.now() + pace.roundTrip;
        const server = connectTo(port, client, down);
        client.data = {
          forward: (bytes) => up(bytes.length, shaken, async () => (await server).write(bytes)),
          close: () => void server.then((socket) => socket.end()),
        };
      },
      data: (client, bytes) => client.data.forward(new Uint8Array(bytes)),
      close(client) {
        clients.delete(client);
        client.data.close();
      },
    },
  });
  return {
    port: listener.port,
    cut() {
      for (const client of clients) client.end();
    },
    stop: () => listener.stop(true),
  };
}

type Send = (bytes: number, notBefore: number, deliver: () => unknown) => void;

/** All connections share it: what is sent waits until what was sent earlier is through. */
function direction({ roundTrip, bitsPerSecond }: Pace): Send {
  let free = 0;
  let last = Promise.resolve();
  return (bytes, notBefore, deliver) => {
    free = Math.max(free, notBefore, performance.now()) + (bytes * 8000) / bitsPerSecond;
    const due = free + roundTrip / 2;
    last = last.then(async () => {
      const wait = due - performance.now();
      if (wait > 0) await Bun.sleep(wait);
      await deliver();
    });
  };
}

function connectTo(port: number, client: Socket<End>, down: Send): Promise<Socket<undefined>> {
  return Bun.connect<undefined>({
    hostname: "127.0.0.1",
    port,
    data: undefined,
    socket: {
      // Pieces of the size of packets, so that two connections share the line.
      data(_server, bytes) {
        for (let at = 0; at < bytes.length; at += packet) {
          const piece = new Uint8Array(bytes.subarray(at, at + packet));
          down(piece.length, 0, () => client.write(piece));
        }
      },
      close: () => down(0, 0, () => client.end()),
    },
  });
}

const packet = 1460;
