/** The connection that web/early.ts opened before this script was there. */

export interface EarlySocket {
  readonly url: string;
  readonly socket: WebSocket;
  /** What happened to it meanwhile, in order. */
  readonly events: Event[];
}

type Handler = (this: WebSocket, event: Event) => unknown;

declare global {
  interface Window {
    earlySocket?: EarlySocket;
  }
}

/** Makes a WebSocket. The first time it is the one that is open or opening already, if it leads to that address. */
export const PageSocket: typeof WebSocket = new Proxy(WebSocket, {
  construct: (_, [url]: [string]) => takeEarly(url) ?? new WebSocket(url),
});

function takeEarly(url: string): WebSocket | null {
  const early = window.earlySocket;
  delete window.earlySocket;
  if (!early) return null;
  const { socket, events } = early;
  if (early.url !== url || socket.readyState > WebSocket.OPEN) {
    socket.close();
    return null;
  }
  // The client sets its handlers in this turn.
  queueMicrotask(() => {
    for (const event of events) {
      const handler = socket[`on${event.type as keyof WebSocketEventMap}`] as Handler | null;
      handler?.call(socket, event);
    }
  });
  return socket;
}
