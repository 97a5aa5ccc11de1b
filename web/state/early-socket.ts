/** The connection that web/early.ts opened before this script was there. */

export interface EarlySocket {
  readonly url: string;
  readonly socket: WebSocket;
  /** What happened to it meanwhile, in order. */
  readonly events: Event[];
}

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
    for (const event of events) handlerOf(socket, event.type)?.call(socket, event);
  });
  return socket;
}

type Handler = (this: WebSocket, event: Event) => unknown;

function handlerOf(socket: WebSocket, type: string): Handler | null {
  const handlers = {
    open: socket.onopen,
    message: socket.onmessage,
    error: socket.onerror,
    close: socket.onclose,
  };
  return (handlers[type as keyof typeof handlers] ?? null) as Handler | null;
}
