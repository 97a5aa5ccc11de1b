/**
 * HTTP and WebSocket on Bun. Only this file uses Bun.serve, so that another runtime stays possible. For other uses of
 * Bun see docs/dependencies.md.
 *
 * No permessage-deflate: it costs 100 KB and more per connection. No `server.reload()`, which loses sockets;
 * new TLS files start a new listener beside the old one's connections.
 */
import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import type { Server } from "bun";
import { errorText } from "../text/error-text.ts";
import type { Socket } from "./connection.ts";

export interface TlsFiles {
  /** PEM texts. */
  readonly cert: string;
  readonly key: string;
}

export interface TransportOptions<Connection> {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  readonly tls: TlsFiles | null;
  /**
   * Bytes of the largest message that is read at all; a bigger one is refused with 1009 as soon as its header
   * says so. It holds for all sockets; the smaller limit before login is checked when the whole message is there.
   * Until then a client holds as much memory as it has sent, so only so many may stay without a login
   * (unauthenticated.ts).
   */
  readonly maxFrame: number;
  /** Decides on an upgrade: the client's address, or the HTTP answer that refuses it. */
  upgrade(request: Request, peer: string): string | Response;
  /**
   * @param awaited says whether bytes of the body are awaited: only then must the client not be silent
   */
  fetch(request: Request, peer: string, awaited: (isAwaited: boolean) => void): Promise<Response>;
  readonly sockets: SocketHandler<Connection>;
  /** Replaced in tests. */
  readonly silence?: number;
}

/** Events of sockets; `open` makes the value that the others get. */
export interface SocketHandler<Connection> {
  open(socket: Socket, address: string): Connection;
  /** `bytes`: length of the frame. */
  text(connection: Connection, text: string, bytes: number): void;
  binary(connection: Connection, bytes: number): void;
  /** A ping of the client, which has been answered. */
  ping(connection: Connection): void;
  pong(connection: Connection): void;
  drained(connection: Connection): void;
  closed(connection: Connection): void;
}

export interface Transport {
  readonly host: string;
  readonly port: number;
  /** Takes new certificates for connections from now on. @throws when they don't fit */
  renewTls(tls: TlsFiles): void;
  /** Accepts nothing more; open connections go on. */
  stopAccepting(): void;
  /** Drops whatever is left. */
  stop(): Promise<void>;
}

/**
 * With more unsent bytes than this Bun drops the connection, since it would have to leave out frames. The outbox stops
 * long before, so only a single frame of such a size or a fault reaches it.
 */
const maxBuffered = 64 * 1024 * 1024;

/** HTTP requests under way, beside upgrades; more are refused. */
const mostRequests = 1000;

/** Seconds after which a client is disconnected that the server waits for: for bytes, or for another request. */
const longestSilence = 30;

interface Data<Connection> {
  readonly address: string;
  connection: Connection | null;
}

/** Why this pair can't be used: no PEM, or a key of another certificate; null if it can. */
export function tlsProblem(tls: TlsFiles): string | null {
  try {
    createSecureContext(tls);
    return null;
  } catch (error) {
    const reason = errorText(error);
    if (/KEY_VALUES_MISMATCH/.test(reason)) return "the key does not belong to the certificate";
    if (/NO_START_LINE/.test(reason)) return "the certificate or the key is not in the PEM format";
    return reason;
  }
}

/** When the server's own certificate ends, in seconds since the epoch. */
export function certificateExpiry({ cert }: TlsFiles): number {
  return new X509Certificate(cert).validToDate.getTime() / 1000;
}

/** @throws Error with `code` `EADDRINUSE` and the like when it can't listen */
export function listen<Connection>(options: TransportOptions<Connection>): Transport {
  const { sockets, silence = longestSilence } = options;
  let port = options.port;
  let current = serve(options.tls);
  let inForce = options.tls;
  const servers = [current];
  let stopped = false;

  /** Bun counts the silence of a client from the request's head on, whatever comes, and while the server works. */
  async function answered(request: Request, peer: string, server: Server<Data<Connection>>) {
    const awaited = (isAwaited: boolean) => server.timeout(request, isAwaited ? silence : 0);
    awaited(false);
    const response = await options.fetch(request, peer, awaited);
    awaited(true);
    return response;
  }

  function serve(tls: TlsFiles | null): Server<Data<Connection>> {
    return Bun.serve<Data<Connection>>({
      hostname: options.host,
      port,
      ...(tls && { tls: { cert: tls.cert, key: tls.key } }),
      idleTimeout: silence,
      // Each route has its own limit.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      fetch(request, server) {
        const peer = server.requestIP(request)?.address ?? "";
        if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
          if (server.pendingRequests > mostRequests) return new Response("Busy\n", { status: 503 });
          return answered(request, peer, server);
        }
        const address = options.upgrade(request, peer);
        if (address instanceof Response) return address;
        if (server.upgrade(request, { data: { address, connection: null } })) return undefined;
        return new Response("This is not a valid WebSocket handshake\n", { status: 400 });
      },
      error: () => new Response("Internal error\n", { status: 500 }),
      websocket: {
        perMessageDeflate: false,
        maxPayloadLength: options.maxFrame,
        backpressureLimit: maxBuffered,
        closeOnBackpressureLimit: true,
        // The heartbeat finds dead peers; Bun's own time-out would only count silence. What is left of a closed
        // connection that its peer doesn't read any more, Bun drops after 4 to 8 s.
        idleTimeout: 0,
        sendPings: false,
        open(ws) {
          ws.data.connection = sockets.open(ws, ws.data.address);
        },
        message({ data: { connection } }, data) {
          if (connection === null) return;
          if (typeof data === "string") sockets.text(connection, data, Buffer.byteLength(data));
          else sockets.binary(connection, data.byteLength);
        },
        ping({ data: { connection } }) {
          if (connection !== null) sockets.ping(connection);
        },
        pong({ data: { connection } }) {
          if (connection !== null) sockets.pong(connection);
        },
        drain({ data: { connection } }) {
          if (connection !== null) sockets.drained(connection);
        },
        close({ data: { connection } }) {
          if (connection !== null) sockets.closed(connection);
        },
      },
    });
  }

  /** Tries again: another process may have taken the port in the moment when it was free. */
  function listenAgain(): void {
    if (stopped) return;
    try {
      current = serve(inForce);
      servers.push(current);
    } catch {
      setTimeout(listenAgain, 100);
    }
  }

  port = current.port ?? port;
  return {
    host: options.host,
    port,
    renewTls(tls) {
      const problem = tlsProblem(tls);
      if (problem !== null) throw new Error(problem);
      // The old listener must be gone before the new one binds the port; its connections stay. Clients that are just
      // connecting are reset and try again: one of 800 in a row, as measured. `reusePort` loses as many, and would hide
      // a second server on the port.
      current.stop(false);
      try {
        current = serve(tls);
        servers.push(current);
        inForce = tls;
      } catch (error) {
        listenAgain();
        throw error;
      }
    },
    stopAccepting() {
      stopped = true;
      current.stop(false);
    },
    async stop() {
      await Promise.all(servers.map((server) => server.stop(true)));
    },
  };
}
