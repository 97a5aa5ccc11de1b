/** A reverse proxy that serves another server below a path, with its WebSocket. It sends no address of its own. */

interface Forwarded {
  readonly upstream: WebSocket;
  readonly waiting: string[];
}

/** @param path such as `/chat`. @param target the server's URL at the time of a request */
export function startPathProxy(
  path: string,
  target: () => string,
): { readonly url: string } & AsyncDisposable {
  const proxy = Bun.serve<Forwarded>({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request, server) {
      const { pathname, search } = new URL(request.url);
      if (!pathname.startsWith(`${path}/`)) return new Response("Not found\n", { status: 404 });
      const url = target() + pathname.slice(path.length) + search;
      if (request.headers.get("upgrade") === "websocket") {
        const upstream = new WebSocket(url.replace(/^http/, "ws"));
        const accepted = server.upgrade(request, { data: { upstream, waiting: [] } });
        return accepted ? undefined : new Response("Upgrade failed\n", { status: 500 });
      }
      const { method, body } = request;
      const headers = new Headers(request.headers);
      headers.delete("host");
      return fetch(url, { method, headers, body, redirect: "manual", decompress: false });
    },
    websocket: {
      open(socket) {
        const { upstream, waiting } = socket.data;
        upstream.onopen = () => {
          for (const text of waiting.splice(0)) upstream.send(text);
        };
        upstream.onmessage = ({ data }) => void socket.send(String(data));
        upstream.onclose = ({ code, reason }) => socket.close(code, reason);
      },
      message(socket, text) {
        const { upstream, waiting } = socket.data;
        if (upstream.readyState === WebSocket.OPEN) upstream.send(String(text));
        else waiting.push(String(text));
      },
      close: ({ data }) => data.upstream.close(),
    },
  });
  return {
    url: proxy.url.origin,
    [Symbol.asyncDispose]: () => proxy.stop(true),
  };
}
